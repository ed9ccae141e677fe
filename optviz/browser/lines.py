"""Modules of pseudo-code: what each line of a rule's text gives in a step, as optviz/engine/line_by_line.py has it.

A module has `forms`, by the choice of the rule's switch. Each has the `fields` of a run's state by which the text
begins a step, `start(p, n, x)`, which gives them before the first, and `step(p, f, n, t, x, s)`, which gives the values
of all lines and the new weights. `p` is what the language can do (`core/pseudocode.mjs`), `f` the loss of the step, `n`
the numbers of the rule, `t` the number of the step, `x` the weights, `s` the state.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import cast

from optviz.browser.translation import Untranslated
from optviz.engine.line_by_line import names_of, program_of
from optviz.optimizers.base import Optimizer
from optviz.pseudocode.bounds import MAX_TURNS
from optviz.pseudocode.checker import STEP, WEIGHTS, Program
from optviz.pseudocode.functions import FUNCTIONS
from optviz.pseudocode.symbols import name_of
from optviz.pseudocode.syntax import (
    Ask,
    Assignment,
    Binary,
    Break,
    Call,
    Choice,
    Expression,
    Helper,
    Item,
    Items,
    Loop,
    Name,
    Number,
    Truth,
    Unary,
)

SIGNS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "%": "mod",
    "**": "pow",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "==": "eq",
    "!=": "ne",
    "and": "and",
    "or": "or",
    "@": "dot",
}


def of_lines(rule: Optimizer) -> str:
    """The text of a rule's module.

    Raises:
        Untranslated: its text begins a step with what is no field of the run's state.
    """
    if rule.text_state:
        raise Untranslated("a state that is told from the run's")
    programs = {form: program_of(rule, rule.pseudocode_of(form)) for form in rule.choices}
    first = next(iter(programs.values()))
    helpers = [helper_of(helper) for helper in first.rule.helpers]
    forms = ",\n".join(f"{json.dumps(form)}:{form_of(rule, program)}" for form, program in programs.items())
    return "\n".join([*helpers, f"export const forms={{{forms}}};", ""])


def form_of(rule: Optimizer, program: Program) -> str:
    fields = {name_of(symbol): field for field, symbol in rule.symbols.items()}
    known = {name: f"n.{key}" for name, key in names_of(rule).items()}
    start, step = Body(known | {WEIGHTS: "x"}), Body(known | {STEP: "t"}, [*program.state, WEIGHTS])
    begun = [start.assignment(line) for line in program.rule.starts]
    given = ",".join(f'p.shaped({start.read(name)},"{kind}",x)' for name, kind in program.state.items())
    lines = [f"{step.assignment(line)}l.push([{step.given(line)}]);" for line in program.rule.step]
    state = ",".join(step.names[name] for name in program.state)
    return (
        f"{{fields:{json.dumps([fields[name] for name in program.state])},"
        f"start(p,n,x){{{start.declared()}{''.join(begun)}return[{given}]}},"
        f"step(p,f,n,t,x,s){{{step.declared()}[{state}]=s;{step.names[WEIGHTS]}=x;const l=[];{''.join(lines)}"
        f"return[l,{step.names[WEIGHTS]}]}}}}"
    )


def helper_of(helper: Helper) -> str:
    arguments = [f"a{i}" for i in range(len(helper.parameters))]
    body = Body({}, helper.parameters)
    given = "".join(
        f"{body.names[name]}={argument};" for name, argument in zip(helper.parameters, arguments, strict=True)
    )
    lines = "".join(body.loop(line) if isinstance(line, Loop) else body.assignment(line) for line in helper.body)
    result = body.value(helper.value)
    return f"const {helper.name}=(p,f,{','.join(arguments)})=>{{{body.declared()}{given}{lines}return {result}}};"


class Body:
    """What stands between braces: names of a text as those of JavaScript, and its statements.

    `known` has what is only read, as it is read there; `own` are names that have a value already.
    """

    def __init__(self, known: Mapping[str, str], own: Iterable[str] = ()) -> None:
        self.known, self.names = dict(known), {}
        self.free: Iterator[str] = (f"v{i}" for i in count())
        for name in own:
            self.own(name)

    def own(self, name: str) -> str:
        if name not in self.names:
            self.names[name] = next(self.free)
        return self.names[name]

    def declared(self) -> str:
        return f"let {','.join(self.names.values())};" if self.names else ""

    def read(self, name: str) -> str:
        return self.names.get(name) or self.known[name]

    def given(self, line: Assignment) -> str:
        return ",".join(self.names[name] for name in line.names)

    def assignment(self, line: Assignment) -> str:
        values = [self.value(value) for value in line.values]
        names = [self.own(name) for name in line.names]
        return f"{names[0]}={values[0]};" if len(names) == 1 else f"[{','.join(names)}]=[{','.join(values)}];"

    def loop(self, loop: Loop) -> str:
        counter, turn, end = self.own(loop.counter), next(self.free), next(self.free)
        lines = "".join(
            f"if({self.value(line.condition)})break;" if isinstance(line, Break) else self.assignment(line)
            for line in loop.body
        )
        place = f"{end}+1-{turn}" if loop.downwards else turn
        return (
            f"for(let {turn}=1,{end}=Math.min({self.value(loop.end)},{MAX_TURNS});{turn}<={end};{turn}++)"
            f"{{{counter}={place};{lines}}}"
        )

    def value(self, value: Expression) -> str:
        match value:
            case Number():
                return repr(value.value)
            case Truth():
                return str(value.value).lower()
            case Name(name="I"):
                return "p.identity"
            case Name():
                return self.read(value.name)
            case Unary():
                return f"p.{'not' if value.sign == 'not' else 'neg'}({self.value(value.operand)})"
            case Binary():
                return self.called(f"p.{SIGNS[value.sign]}", value.left, value.right)
            case Choice():
                return self.called("p.choose", value.condition, value.yes, value.no)
            case Call():
                given = ",".join(map(self.value, value.arguments))
                is_own = value.function in FUNCTIONS
                return f"p.{value.function}({given})" if is_own else f"{value.function}(p,f,{given})"
            case Ask():
                return f"f.{value.what}({self.value(value.point)})"
            case Items():
                return f"p.list([{','.join(map(self.value, value.items))}])"
            case Item():
                return self.called("p.item", cast(Expression, value.list), value.at)

    def called(self, function: str, *arguments: Expression) -> str:
        given = map(self.value, arguments)
        return f"{function}({','.join(given)})"
