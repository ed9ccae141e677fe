"""Modules of models: the data of a surface, and what its weights mean there."""

from typing import Any

import jax

from optviz.browser.arrays import Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.nodes import Buffer
from optviz.browser.tracing import NUMBERS, OUT, POINT, named, point_of, traced, vector
from optviz.browser.translation import translated
from optviz.engine.data_space import DataSpace, data_space
from optviz.surfaces.base import Surface
from optviz.surfaces.data_space import Data, Model
from optviz.texts.words import words

INPUTS = Buffer("inputs")


def of_model(surface: Surface) -> str:
    """`predict(x, y, inputs, out, numbers)`, for the nodes of its picture and then the rows of a table, and these."""
    model, space = surface.model, data_space(surface)
    assert model
    rows, inputs = len(space.nodes) + len(model.data[0].rows), space.nodes.shape[1]
    weights, count = len(surface.domain), len(surface.parameters)

    def said(theta: jax.Array, inputs: jax.Array, numbers: jax.Array) -> jax.Array:
        return model.predict(theta, inputs, **named(surface.parameters, numbers))

    form = Form()
    program = traced(said, vector(weights), jax.ShapeDtypeStruct((rows, inputs), float), vector(count))
    given = [point_of(form, weights), Stored(form, (rows, inputs), INPUTS), Stored(form, (count,), NUMBERS)]
    (found,) = translated(form, program, given)
    store_all(found, Stored(form, found.shape, OUT))
    function = Function("predict", (*POINT, "inputs", "out", "numbers"), form)
    return module([function, *table_maker(surface)], facts_of(model, space))


def table_maker(surface: Surface) -> list[Function]:
    """`table(out, numbers)`, the rows of data that are made, one after the other."""
    made = surface.model and surface.model.table
    if not made:
        return []
    form, count = Form(), len(surface.parameters)
    program = traced(lambda numbers: made(**named(surface.parameters, numbers)), vector(count))
    (found,) = translated(form, program, [Stored(form, (count,), NUMBERS)])
    store_all(found, Stored(form, found.shape, OUT))
    return [Function("table", ("out", "numbers"), form)]


def facts_of(model: Model, space: DataSpace) -> dict[str, Any]:
    first = model.data[0]
    names = {"target": first.target.title, "inputs": " and ".join(column.title for column in first.inputs)}
    return {
        "titles": space.titles,
        "ranges": space.ranges,
        "nodes": space.nodes.ravel().tolist() if not space.is_plane else [],
        "side": round(len(space.nodes) ** 0.5) if space.is_plane else 0,
        "borders": space.borders,
        "classes": first.classes,
        "choice": model.choice,
        "tables": [table_of(data) for data in model.data],
        "said": str(words("data_said", count=len(first.rows), **names)),
        "larger": "" if first.classes or not space.is_plane else str(words("larger_mark", target=first.target.title)),
        "source": first.source,
        "licence": first.licence,
    }


def table_of(data: Data) -> dict[str, Any]:
    return {"rows": data.rows.tolist(), "heldOut": data.held_out}
