"""Writing a form: what is equal becomes one node, and what does not change within a loop is put before it."""

from collections.abc import Callable
from typing import Any

from optviz.browser.folding import folded
from optviz.browser.nodes import Block, Branch, Buffer, Call, Constant, Loop, Node, Operation, Store, Variable


class Form:
    """The form of one function while it is written: numbers are put where they belong.

    `unrepeated` counts what stands in it as often as it is asked for: all but operations.
    """

    def __init__(self) -> None:
        self.top = self.block = Block()
        self.unrepeated = 0

    def variable(self, name: str) -> Variable:
        """An argument of the function."""
        return Variable(self.top, name)

    def operation(self, name: str, *arguments: Node) -> Node:
        """A number by the name of what is done: found again if it is known, and before loops that it is the same in."""
        known = folded(name, arguments)
        if known is not None:
            return known
        block = self.block
        if block.is_loop:
            places = [argument.block for argument in arguments if isinstance(argument, Variable | Operation)]
            while block.is_loop and block.parent and block not in places:
                block = block.parent
        key = (name, *[identity(one) if isinstance(one, Constant) else id(one) for one in arguments])
        found = block.find(key)
        if found is None:
            found = block.known[key] = Operation(name, arguments, block)
            block.statements.append(found)
        return found

    def load(self, buffer: Buffer, index: Node) -> Node:
        if not buffer.changes:
            return self.operation("load", buffer, index)  # type: ignore[arg-type]
        self.unrepeated += 1
        found = Operation("load", (buffer, index), self.block)
        self.block.statements.append(found)
        return found

    def store(self, buffer: Buffer, index: Node, value: Node) -> None:
        self.unrepeated += 1
        store = Store(buffer, index, value, self.block)
        if not buffer.name:
            buffer.stores.append(store)
        self.block.statements.append(store)

    def call(self, kind: str, point: tuple[Node, ...]) -> Call:
        """A question to the loss. What is asked already is not asked again; a gradient brings the value along."""
        self.unrepeated += 1
        key = tuple(map(identity, point))
        for answer in ("gradient", "value") if kind == "value" else (kind,):
            if found := self.block.find((answer, *key)):
                return found
        call = self.block.known.get(("value", *key)) if kind == "gradient" else None
        if call is None:
            call = Call(kind, point, Variable(self.block, role="value"), [])
            call.value.giver = call
            self.block.statements.append(call)
        size = {"value": 0, "gradient": len(point), "hessian": len(point) ** 2}[kind]
        call.kind, call.parts = kind, [Variable(self.block, giver=call, role="part", part=i) for i in range(size)]
        self.block.known[(kind, *key)] = call
        return call

    def within(self, block: Block, write: Callable[[], list[Node]]) -> None:
        """Has `write` go on in a block, and keeps what it gives as the block's results."""
        self.unrepeated += 1
        before, self.block = self.block, block
        block.results = write()
        self.block = before

    def branch(self, condition: Node, yes: Callable[[], list[Node]], no: Callable[[], list[Node]]) -> list[Node]:
        if isinstance(condition, Constant):
            return yes() if condition.value else no()
        branch = Branch(condition, Block(self.block), Block(self.block))
        for block, write in ((branch.yes, yes), (branch.no, no)):
            block.owner = branch
            self.within(block, write)
        branch.results = [
            Variable(self.block, giver=branch, role="result", part=i) for i in range(len(branch.yes.results))
        ]
        self.block.statements.append(branch)
        return [*branch.results]

    def loop(
        self,
        initial: list[Node],
        write: Callable[[Loop], list[Node]],
        condition: Callable[[Loop], Node] | None = None,
        count: int = 0,
        backwards: bool = False,
    ) -> list[Node]:
        """A loop with these carries; `write` and `condition` find them on the loop, and the index with a `count`."""
        body = Block(self.block, is_loop=True)
        carries = [Variable(body, role="carry", part=i) for i in range(len(initial))]
        results = [Variable(self.block, role="result", part=i) for i in range(len(initial))]
        loop = Loop(body, carries, initial, results, count=count, backwards=backwards)
        body.owner = loop
        for variable in (*carries, *results):
            variable.giver = loop
        if count:
            loop.index = self.index_of(count, body)

        def round_trip() -> list[Node]:
            if condition:
                loop.condition = condition(loop)
                loop.head = len(body.statements)
            return write(loop)

        self.within(body, round_trip)
        self.block.statements.append(loop)
        return [*results]

    def index_of(self, count: int, body: Block) -> Variable:
        """Loops of one length that follow each other share their index, so that they can become one (`merging`)."""
        key = ("index", count)
        index = self.block.known.setdefault(key, Variable(body, role="index", bounds=(0, count - 1)))
        index.block = body
        return index


def identity(argument: Any) -> Any:
    """What makes arguments equal: constants by value and kind, all else by being the same."""
    if isinstance(argument, Constant):
        return type(argument.value), repr(argument.value), argument.selects
    return id(argument)
