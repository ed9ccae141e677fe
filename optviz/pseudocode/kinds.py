"""What a value is: a number, a vector of the weights, a matrix, a truth (of one value or in each weight), a list."""

from typing import Literal

Kind = Literal[
    "number",
    "vector",
    "matrix",
    "truth",
    "truths",
    "numbers",
    "vectors",
    "nothing",
    "any",
]
"""`numbers` and `vectors` are lists, `nothing` is the empty one. `any` is what is not known yet: a start of `0` may be
a vector or a matrix of zeros, whatever the steps make of it."""

IN_WORDS: dict[Kind, str] = {
    "number": "kind_number",
    "vector": "kind_vector",
    "matrix": "kind_matrix",
    "truth": "kind_truth",
    "truths": "kind_truths",
    "numbers": "kind_numbers",
    "vectors": "kind_vectors",
    "nothing": "kind_nothing",
    "any": "kind_number",
}
"""The code of what each is called."""
LISTS = ("numbers", "vectors", "nothing")
ITEMS: dict[Kind, Kind] = {"number": "numbers", "vector": "vectors", "any": "numbers"}
"""The list whose items are of a kind."""
ITEM_OF: dict[Kind, Kind] = {"numbers": "number", "vectors": "vector", "nothing": "any"}


def spread(*kinds: Kind) -> Kind | None:
    """What comes of numbers and vectors, weight by weight; None where there is anything else."""
    if not set(kinds) <= {"number", "vector", "any"}:
        return None
    return "vector" if "vector" in kinds else "any" if "any" in kinds else "number"


def sum_of(left: Kind, right: Kind) -> Kind | None:
    """What a sum or a difference is; None where there is none."""
    if "matrix" in (left, right):
        return "matrix" if {left, right} <= {"matrix", "any"} else None
    return spread(left, right)


def product(left: Kind, right: Kind) -> Kind | None:
    """What `*` gives: weight by weight, or a matrix times a number."""
    if "matrix" in (left, right):
        return "matrix" if {left, right} <= {"matrix", "number", "any"} and (left, right) != ("matrix",) * 2 else None
    return spread(left, right)


def quotient(left: Kind, right: Kind) -> Kind | None:
    if left == "matrix":
        return "matrix" if right in ("number", "any") else None
    return spread(left, right)


MATRIX_PRODUCTS: dict[tuple[Kind, Kind], Kind] = {
    ("vector", "vector"): "number",
    ("matrix", "vector"): "vector",
    ("vector", "matrix"): "vector",
    ("matrix", "matrix"): "matrix",
}


def matrix_product(left: Kind, right: Kind) -> Kind | None:
    """What `@` gives: of two vectors a number."""
    if "any" in (left, right):
        return "any" if {left, right} <= {"any", "vector", "matrix"} else None
    return MATRIX_PRODUCTS.get((left, right))


def truth_of(kind: Kind) -> Kind:
    """Whether something holds for a value of a kind."""
    return "truths" if kind == "vector" else "truth"


def either(one: Kind, other: Kind) -> Kind | None:
    """What can be one or the other: a number may stand for a vector that is the same in each weight."""
    if one == other:
        return one
    if set(LISTS) >= {one, other}:
        return one if other == "nothing" else other if one == "nothing" else None
    if {one, other} == {"matrix", "any"}:
        return "matrix"
    return spread(one, other) or ("truths" if {one, other} == {"truth", "truths"} else None)
