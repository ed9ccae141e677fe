"""Modules of models: the data of a surface, and what its weights mean there."""

from itertools import product
from typing import Any

import jax

from optviz.browser.arrays import Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.nodes import Buffer
from optviz.browser.tracing import (
    HELD,
    MANY,
    NUMBERS,
    OUT,
    POINT,
    TABLE,
    columns_of,
    examples_of,
    given,
    named,
    point_of,
    rows_of_table,
    traced,
    vector,
)
from optviz.browser.translation import translated
from optviz.engine.data_space import DataSpace, data_space, switches_of
from optviz.surfaces.base import Surface
from optviz.surfaces.data_space import Data
from optviz.surfaces.examples import HEADER, Table

INPUTS, SAID = Buffer("inputs"), Buffer("said")
UNKNOWN = 1
"""As many rows of its table a model looks at, which it need not know: it asks how their columns lie."""


def of_model(surface: Surface) -> str:
    """`predict(x, y, inputs, out, numbers, table)`, for any number of inputs, and the tables as they are."""
    model, space = surface.model, data_space(surface)
    assert model
    shape, table = (MANY, space.nodes.shape[1]), (HEADER + UNKNOWN, columns_of(surface))
    weights, count = len(surface.domain), len(surface.parameters)

    def said(theta: jax.Array, inputs: jax.Array, numbers: jax.Array, table: jax.Array) -> jax.Array:
        return model.predict(theta, inputs, **given(surface, numbers, table))

    form = Form()
    program = traced(said, vector(weights), *(jax.ShapeDtypeStruct(one, float) for one in (shape, (count,), table)))
    taken = [Stored(form, shape, INPUTS), Stored(form, (count,), NUMBERS), Stored(form, table, TABLE)]
    (found,) = translated(form, program, [point_of(form, weights), *taken])
    store_all(found, Stored(form, found.shape, OUT))
    lengths = {MANY: f"inputs.length/{shape[1]}"}
    function = Function("predict", (*POINT, "inputs", "out", "numbers", "table"), form, lengths=lengths)
    return module([function, *table_maker(surface), *lost_by(surface)], facts_of(surface, space))


def lost_by(surface: Surface) -> list[Function]:
    """`lost(said, held)`, the mean error on held-out examples of what is said of each."""
    model = surface.model
    if not model or not model.may_hold_out:
        return []
    form, table = Form(), examples_of(surface)

    def lost(said: jax.Array, held: jax.Array) -> jax.Array:
        return model.lost(said, Table.of(held))

    taken = [Stored(form, (MANY,), SAID), Stored(form, table.shape, HELD)]
    (value,) = translated(form, traced(lost, vector(MANY), table), taken)
    return [Function("lost", ("said", "held"), form, value.at(), rows_of_table(surface, "held"))]


def table_maker(surface: Surface) -> list[Function]:
    """`table(out, numbers)`, the rows of data that are made, one after the other."""
    made = surface.model and surface.model.made
    if not made:
        return []
    form, count = Form(), len(surface.parameters)
    program = traced(lambda numbers: made(**named(surface.parameters, numbers)), vector(count))
    (found,) = translated(form, program, [Stored(form, (count,), NUMBERS)])
    store_all(found, Stored(form, found.shape, OUT))
    return [Function("table", ("out", "numbers"), form)]


def facts_of(surface: Surface, space: DataSpace) -> dict[str, Any]:
    model, switches = surface.model, switches_of(surface)
    assert model
    first = model.data[0]
    return {
        "titles": space.titles,
        "switches": list(switches.items()),
        "spaces": [data_space(surface, places).ranges for places in product(*map(range, switches.values()))],
        "nodes": space.nodes.ravel().tolist() if not space.is_plane else [],
        "side": round(len(space.nodes) ** 0.5) if space.is_plane else 0,
        "borders": space.borders,
        "classes": first.classes,
        "choice": model.choice,
        "scaling": model.scaling,
        "tables": [table_of(data, is_made=bool(model.made)) for data in model.data],
        "target": first.target.title,
        "inputs": [column.title for column in first.inputs],
        "sharing": model.sharing and {"switch": model.sharing.switch, "masks": model.sharing.masks.tolist()},
        "source": first.source,
        "licence": first.licence,
    }


def table_of(data: Data, *, is_made: bool) -> dict[str, Any]:
    """A table; of one that is made there, with whatever numbers, only how many rows it has."""
    rows = (data.rows * (not is_made)).astype(float).tolist()
    return {"rows": rows, "heldOut": data.held_out} | ({"scale": data.scale} if data.scale else {})
