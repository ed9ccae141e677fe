"""What of a form is needed for its results, and how often."""

from collections import defaultdict
from typing import Any

from optviz.browser.nodes import Block, Branch, Buffer, Call, Constant, Loop, Node, Operation, Store, Variable


class Needed:
    """What is needed of a form for the buffers of its caller and for `result`.

    Attributes:
        places: for each number that is needed, the blocks in which it is read.
        live: the statements that are needed.
    """

    def __init__(self, top: Block, result: Node | None) -> None:
        self.places: dict[int, list[Block]] = defaultdict(list)
        self.live: set[int] = set()
        self.waiting: list[tuple[Any, Block]] = []
        self.stores_into_arguments(top)
        if result is not None:
            self.waiting.append((result, top))
        while self.waiting:
            self.visit(*self.waiting.pop())

    def __contains__(self, node: Any) -> bool:
        return id(node) in self.places or id(node) in self.live

    def need(self, node: Any, block: Block) -> None:
        self.waiting.append((node, block))

    def stores_into_arguments(self, block: Block) -> None:
        for statement in block.statements:
            if isinstance(statement, Store) and statement.buffer.name:
                self.store(statement)
            for inner in blocks_of(statement):
                self.stores_into_arguments(inner)

    def store(self, store: Store) -> None:
        if id(store) not in self.live:
            self.live.add(id(store))
            self.need(store.index, store.block)
            self.need(store.value, store.block)
            self.around(store.block)

    def around(self, block: Block) -> None:
        """What has to run for a block to run."""
        if block.owner is not None:
            self.statement(block.owner)
            assert block.parent is not None
            self.around(block.parent)

    def statement(self, statement: Any) -> None:
        if id(statement) in self.live:
            return
        self.live.add(id(statement))
        if isinstance(statement, Call):
            for part in statement.point:
                self.need(part, statement.value.block)
        elif isinstance(statement, Branch):
            assert statement.yes.parent is not None
            self.need(statement.condition, statement.yes.parent)
        elif statement.condition is not None:
            self.need(statement.condition, statement.body)

    def visit(self, node: Any, block: Block) -> None:
        if isinstance(node, Constant):
            return
        is_new = id(node) not in self.places
        self.places[id(node)].append(block)
        if not is_new:
            return
        if isinstance(node, Operation):
            for argument in node.arguments:
                if isinstance(argument, Buffer):
                    for store in argument.stores:
                        self.store(store)
                else:
                    self.need(argument, node.block)
        elif isinstance(node, Variable) and node.giver is not None:
            self.variable(node)

    def variable(self, node: Variable) -> None:
        giver = node.giver
        self.statement(giver)
        if isinstance(giver, Branch):
            for inner in (giver.yes, giver.no):
                self.need(inner.results[node.part], inner)
        elif isinstance(giver, Loop) and node.role == "result":
            self.need(giver.carries[node.part], giver.body)
        elif isinstance(giver, Loop):
            assert giver.body.parent is not None
            self.need(giver.initial[node.part], giver.body.parent)
            self.need(giver.body.results[node.part], giver.body)


def blocks_of(statement: Any) -> list[Block]:
    """The blocks within a statement."""
    if isinstance(statement, Branch):
        return [statement.yes, statement.no]
    return [statement.body] if isinstance(statement, Loop) else []
