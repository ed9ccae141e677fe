"""What changes from one rule's text to another's."""

import pytest

from optviz import OPTIMIZERS
from optviz.pseudocode.changes import changes


def text_of(key):
    rule = OPTIMIZERS[key]
    return rule.pseudocode_of(rule.choices[0])


def test_what_adam_adds_to_rmsprop():
    assert [f"{sign} {text}".rstrip() for sign, text in changes(text_of("rmsprop"), text_of("adam"))] == [
        "- s = 0",
        "+ m, s = 0, 0",
        "  for t in 1, 2, ...:",
        "      g = grad(f, x)",
        "+     m = β₁ * m + (1 - β₁) * g",
        "-     s = β * s + (1 - β) * g**2",
        "+     s = β₂ * s + (1 - β₂) * g**2",
        "+     m_hat = m / (1 - β₁**t)",
        "+     s_hat = s / (1 - β₂**t)",
        "-     x = x - η * g / (sqrt(s) + ε)",
        "+     x = x - η * m_hat / (sqrt(s_hat) + ε)",
    ]


@pytest.mark.parametrize("key", [key for key, rule in OPTIMIZERS.items() if rule.after])
def test_each_rule_from_the_one_before_it(key):
    before, after = text_of(OPTIMIZERS[key].after), text_of(key)
    found = changes(before, after)
    assert [text for sign, text in found if sign != "+"] == before.splitlines()
    assert [text for sign, text in found if sign != "-"] == after.splitlines()
    assert {sign for sign, _ in found} == {"-", "+", " "}  # something is kept, and something is another
