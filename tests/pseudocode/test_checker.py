"""What is no text of the language is refused: where, and what is allowed there."""

import random

import numpy as np
import pytest

from optviz import OPTIMIZERS
from optviz.engine.line_by_line import names_of
from optviz.pseudocode.bounds import MAX_CHARACTERS, MAX_DEPTH, MAX_LINES, MAX_NAMES, MAX_WORK
from optviz.pseudocode.checker import check
from optviz.pseudocode.interpreter import start
from optviz.pseudocode.interpreter import step as step_of
from optviz.pseudocode.problems import TextError

NUMBERS = ("η", "β₁", "learning_rate")
LOOP = "for t in 1, 2, ...:\n"


def wrong(text):
    with pytest.raises(TextError) as found:
        check(text, NUMBERS)
    return str(found.value)


def step(*lines):
    return LOOP + "\n".join(f"    {line}" for line in [*lines, "x = x - η * grad(f, x)"])


def test_a_text_says_what_it_gives():
    program = check(
        "s, G, k = 0, 0, 0\n" + step("g = grad(f, x)", "s = s + g", "G = G + outer(g, g)", "k = k + 1"), NUMBERS
    )
    assert program.state == {"s": "vector", "G": "matrix", "k": "number"}
    assert program.kinds == (("vector",), ("vector",), ("matrix",), ("number",), ("vector",))


def test_the_state_is_as_wide_as_the_steps_make_it():
    """u is a vector only since v is one, which the first look at the step cannot know."""
    program = check("u, v = 0, 0\n" + step("u = u / 2 + v", "v = v + grad(f, x)"), NUMBERS)
    assert program.state == {"u": "vector", "v": "vector"}


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "": "line 1, column 1: the end of the text is not allowed here; a start such as s = 0, a helper, or for t in 1",
        "s = 0": "line 1, column 6: the end of the text is not allowed here; a start",
        "s = 0\nwhile": "line 2, column 6: the end of the line is not allowed here; `=` is",
        LOOP: "line 2, column 1: the end of the text is not allowed here; a line further in is",
        "for i in 1, 2, ...:\n    x = x": "line 1, column 5: `i` is not allowed here; `t` is",
        "for t in 1, 3, ...:\n    x = x": "line 1, column 13: `3` is not allowed here; `2` is",
        step() + "\ns = 0": "line 3, column 1: `s` is not allowed here; the end of the text, since the loop",
        step("  s = 0"): "line 3, column 5: no block is 4 characters in; the lines of a block begin in one column",
        step("s = $"): "line 2, column 9: '$' is not allowed here; names, numbers, + - * / ** @ % < > = ( ) [ ]",
        step("s = 1 +"): "line 2, column 12: the end of the line is not allowed here; a value is",
        step("s = (1 + 2"): "line 2, column 15: the end of the line is not allowed here; `)` is",
        step("s = 1 2"): "line 2, column 11: `2` is not allowed here; the end of the line is",
        step("s, u = 1"): "line 2, column 5: 2 names and 1 values do not go together; as many of both do",
        step("s = 1 < 2 < 3"): "line 2, column 15: one comparison at a time is allowed; join two with and",
        step("if η > 1: s = 2"): "line 2, column 5: `if` is not allowed here; an assignment such as x = x - η * g is",
        step("s = grad(x)"): "line 2, column 14: `x` is not allowed here; `f` is",
        step("s = grd(f, x)"): "line 2, column 13: f is not known; I, learning_rate, t, x, β₁, η are",
        step("s = nrm(x)"): "line 2, column 9: there is no function nrm (did you mean 'norm'?); f, grad, hessian,",
        step("s = learning_rat"): "line 2, column 9: learning_rat is not known (did you mean 'learning_rate'?); I,",
        step("η = 2"): "line 2, column 5: η is taken already and cannot be given a value; another name can",
        step("norm = 2"): "line 2, column 5: norm is taken already",
        step("s = x @ 2"): "line 2, column 11: @ does not go with a vector and a number",
        step("s = I + 1"): "line 2, column 11: + does not go with a matrix and a number",
        step("s = I + x"): "line 2, column 11: + does not go with a matrix and a vector",
        step("s = I * I"): "line 2, column 11: * does not go with a matrix and a matrix",
        step("s = I < 2"): "line 2, column 11: < does not go with a matrix and a number",
        step("s = 2 + (x > 1)"): "line 2, column 11: + does not go with a number and true or false in each weight",
        step("s = x and true"): "line 2, column 11: and does not go with a vector and true or false",
        step("s = 1 if x else 2"): "line 2, column 11: this is a vector; true or false is needed",
        step("s = I if x > 1 else I"): "line 2, column 11: if does not go with a matrix and a matrix",
        step("s = norm(2)"): "line 2, column 9: norm takes a vector, and this is a number",
        step("s = max(2)"): "line 2, column 9: max takes two to four numbers or vectors; these are 1 arguments",
        step("s = outer(x)"): "line 2, column 9: outer takes two vectors; these are 1 arguments",
        step("s = f(2)"): "line 2, column 9: this is a number; a vector is needed",
        step("s = x[1]"): "line 2, column 10: this is a vector; a list of numbers is needed",
        step("s = [1, x]"): "line 2, column 13: this is a vector; a number is needed",
        step("s = [I]"): "line 2, column 10: this is a matrix; a number is needed",
        step("s = [1] + [x]"): "line 2, column 13: + does not go with a list of numbers and a list of vectors",
        "s = 0\n" + step("s = s > 1"): "line 1, column 1: s is a number first and true or false in the end",
        LOOP + "    x = I": "line 1, column 1: x is a vector first and a matrix in the end; it has to stay one",
        LOOP + "    s = 1": "line 2, column 5: x is never given a value in the loop; a last line such as",
        "s = grad(f, x)\n"
        + step(): "line 1, column 5: grad is not allowed before the loop; the loss is asked in its steps",
        "s = t\n" + step(): "line 1, column 5: t is not known",
        "def a(x):\n    return η\n" + step("s = a(x)"): "line 2, column 12: η is not known",
        "def a(x):\n    return x\n"
        + step("s = a(x, x)"): "line 4, column 9: a takes 1 arguments; these are 2 arguments",
        "def a(x):\n    s = 1\n"
        + step(): "line 3, column 1: the end of the block is not allowed here; an assignment, a l",
        "def a(x):\n    return x\n    s = 1\n"
        + step(): "line 3, column 5: `s` is not allowed here; the end of the helper",
        "def norm(x):\n    return x\n" + step(): "line 1, column 1: norm is taken already",
        "def a(x):\n    return a(x)\n" + step("s = a(x)"): "line 2, column 12: there is no function a",
        "def a(x):\n    return b(x)\ndef b(x):\n    return a(x)\n"
        + step("s = b(x)"): "line 2, column 12: there is no fu",
        "def a(x):\n    for i in 2, ..., 3:\n        x = x\n    return x\n"
        + step(): "line 2, column 5: a loop goes from 1",
        "def a(x):\n    for i in 1, ..., 3:\n        s = x\n    return s\n"
        + step("s = a(x)"): "line 4, column 12: s is not",
        "def a(x):\n    for i in 1, ..., 3:\n        if x: break\n    return x\n"
        + step("s = a(x)"): "line 3, column 9: this",
    }.items(),
)
def test_what_is_wrong_is_said_with_its_place(text, message):
    assert wrong(text).startswith(message)


def nested_loops(depth):
    """Helpers each of which calls the one before a hundred times."""
    first = "def a0(x):\n    return x\n"
    others = [
        f"def a{i}(x):\n    for j in 1, ..., 100:\n        x = a{i - 1}(x)\n    return x\n" for i in range(1, depth + 1)
    ]
    return "".join([first, *others])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" " * (MAX_CHARACTERS + 1), f"{MAX_CHARACTERS + 1} characters are too many; at most {MAX_CHARACTERS}"),
        ("\n" * MAX_LINES, f"{MAX_LINES + 1} lines are too many; at most {MAX_LINES}"),
        (step("s = " + "(" * 50 + "1" + ")" * 50), f"this is too deep; at most {MAX_DEPTH} brackets"),
        (step("s = " + "-" * 100 + "1"), f"this is too deep; at most {MAX_DEPTH} brackets"),
        (step("s = 1" + " + 1" * 100), "this line is too long; at most"),
        (step("s" * 30 + " = 1"), "30 characters are too many for one name or number"),
        (step(*(f"s{i} = 1" for i in range(MAX_NAMES))), f"these are too many names; at most {MAX_NAMES}"),
        (nested_loops(3) + step("s = a3(x)"), f"a step may take {MAX_WORK} operations at most, and this takes more"),
    ],
)
def test_everything_has_a_bound(text, message):
    assert message in wrong(text)


def test_a_hundred_turns_of_a_hundred_are_within_the_bound():
    check(nested_loops(2) + step("s = a2(x)"), NUMBERS)


PIECES = [
    *["x", "s", "t", "f", "I", "η", "β₁", "grad(f, x)", "hessian(f, x)", "0", "1e-4", "2.5", "[]", "[x]", "true"],
    *[
        "+",
        "-",
        "*",
        "/",
        "**",
        "@",
        "%",
        "<",
        ">=",
        "==",
        "and",
        "or",
        "not",
        "if",
        "else",
        "=",
        ",",
        "(",
        ")",
        "[",
        "]",
    ],
    *[
        "norm(",
        "max(",
        "clip(",
        "outer(",
        "solve(",
        "count(",
        "last(",
        "\n",
        "\n    ",
        "\n        ",
        ":",
        "...",
        "#",
        "ŝ",
    ],
    *["def a(x):", "return", "for i in 1, ..., 9:", "break", LOOP, "\t", "\0", "∇", "९"],
]


def run_once(program):
    """One step at three points, at one of which nothing is a number."""
    weights = np.array([[1.0, -2.0], [0.0, 0.0], [np.nan, 3.0]])
    numbers = dict.fromkeys(program.numbers, np.full(3, 0.5))
    answers = {"f": np.ones(3), "grad": weights, "hessian": np.ones((3, 2, 2))}
    state = start(program, numbers, weights)
    done = step_of(program, lambda what, points, lanes: answers[what][lanes], numbers, np.ones(3), weights, state)
    assert done.weights.shape == (3, 2)


def test_whatever_is_typed_is_a_text_or_refused():
    """Ten thousand texts of pieces of the language, and of rules with something changed: no other error."""
    chance = random.Random(20)
    texts = [
        ("\n".join([*rule.helpers, rule.pseudocode_of(choice)]), names_of(rule))
        for rule in OPTIMIZERS.values()
        for choice in rule.choices
    ]
    meant = 0
    for i in range(10_000):
        if i % 2:
            text, numbers = LOOP + "    x = " + " ".join(chance.choices(PIECES, k=chance.randint(1, 12))), NUMBERS
        else:
            text, numbers = chance.choice(texts)
            for _ in range(chance.randint(1, 2)):
                at = chance.randrange(len(text))
                text = text[:at] + chance.choice([*PIECES, ""]) + text[at + chance.randint(0, 2) :]
        try:
            run_once(check(text, numbers))
            meant += 1
        except TextError as error:
            line, column = error.place
            assert 1 <= line <= text.count("\n") + 2
            assert column >= 1
    assert meant > 100
