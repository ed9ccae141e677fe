"""The names of numbers in a text: the symbols of the formulas, in plain characters."""

import re

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "Delta": "Δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "omega": "ω",
    "phi": "φ",
    "varphi": "φ",
    "Pi": "Π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "infty": "∞",
}
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RAISED = str.maketrans("+-", "⁺⁻")


def name_of(symbol: str) -> str:
    r"""A symbol of LaTeX as a name: `\beta_1` is `β₁`, `\hat{s}` is `s_hat`, `g_\mathrm{old}` is `g_old`.

    Raises:
        KeyError: a Greek letter that is not in `GREEK`.
    """
    if accent := re.fullmatch(r"\\(hat|bar)\{(.+)\}", symbol):
        return f"{name_of(accent[2])}_{accent[1]}"
    plain = re.sub(r"\\mathrm\{(\w+)\}", r"\1", symbol)
    plain = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK[found[1]], plain)
    letter, _, above = plain.partition("^")
    letter, _, below = letter.partition("_")
    lowered = below.translate(LOWERED) if below.isdigit() else below if below in ("", "∞") else f"_{below}"
    return letter + lowered + above.translate(RAISED)
