"""Loops of one length that need nothing of each other become one: a mean and its derivatives read a table once."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from optviz.browser.form import identity
from optviz.browser.liveness import blocks_of
from optviz.browser.nodes import Block, Call, Loop, Operation, Store


def merge_loops(block: Block) -> None:
    """Merges what can be in a block and in those within it."""
    for statement in block.statements:
        for inner in blocks_of(statement):
            merge_loops(inner)
    i = 0
    while i < len(block.statements):
        if is_plain(block.statements[i]):
            merge_into(block, i)
            i = next(j for j, statement in enumerate(block.statements) if j >= i and is_plain(statement))
        i += 1


def is_plain(statement: Any) -> TypeGuard[Loop]:
    """Whether it is a loop of a known length that only adds up."""
    return (
        isinstance(statement, Loop)
        and statement.count > 0
        and not statement.backwards
        and all(isinstance(inner, Operation) for inner in statement.body.statements)
    )


def merge_into(block: Block, place: int) -> None:
    """Merges into the loop at this place those after it, and moves before it what these need."""
    loop: Loop = block.statements[place]
    needing = {id(variable) for variable in loop.results}
    before, after = [], []
    is_open = True
    for statement in block.statements[place + 1 :]:
        is_open = is_open and not writes(statement)
        can_move = is_open and not any(id(node) in needing for node in read_by(statement))
        if can_move and isinstance(statement, Operation):
            before.append(statement)
            continue
        if can_move and is_plain(statement) and statement.count == loop.count:
            take_in(loop, statement)
        else:
            after.append(statement)
        needing |= {id(node) for node in given_by(statement)}
    block.statements[place:] = [*before, loop, *after]


def writes(statement: Any) -> bool:
    """Whether arrays may be others after it: what reads them has to stay behind it."""
    if isinstance(statement, Call | Store):
        return True
    return any(writes(inner) for block in blocks_of(statement) for inner in block.statements)


def take_in(loop: Loop, other: Loop) -> None:
    """Has a loop do what another one does. They share their index."""
    same: dict[int, Any] = {}
    for operation in other.body.statements:
        operation.arguments = tuple(same.get(id(argument), argument) for argument in operation.arguments)
        key = (operation.name, *map(identity, operation.arguments))
        known = loop.body.known.get(key)
        if known is not None:
            same[id(operation)] = known
            continue
        operation.block = loop.body
        loop.body.known[key] = operation
        loop.body.statements.append(operation)
    for carry, result in zip(other.carries, other.results, strict=True):
        carry.block = loop.body
        carry.giver = result.giver = loop
        carry.part = result.part = len(loop.carries)
        loop.carries.append(carry)
        loop.results.append(result)
    loop.initial += other.initial
    loop.body.results += [same.get(id(node), node) for node in other.body.results]


def read_by(statement: Any) -> Iterator[Any]:
    """The numbers that a statement reads, those within it included."""
    if isinstance(statement, Operation):
        yield from statement.arguments
    elif isinstance(statement, Call):
        yield from statement.point
    elif isinstance(statement, Store):
        yield from (statement.index, statement.value)
    else:
        yield statement.condition
        yield from getattr(statement, "initial", ())
        for inner in blocks_of(statement):
            yield from inner.results
            for each in inner.statements:
                yield from read_by(each)


def given_by(statement: Any) -> Iterator[Any]:
    if isinstance(statement, Operation):
        yield statement
    elif isinstance(statement, Call):
        yield from (statement.value, *statement.parts)
    elif not isinstance(statement, Store):
        yield from statement.results
