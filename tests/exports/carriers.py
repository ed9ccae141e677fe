"""Files of every format by the product's own writers, without what takes them long: the picture itself."""

from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from matplotlib.figure import Figure
from plotly.graph_objects import Figure as PlotlyFigure

from optviz import Scenario, export
from optviz.exports.export import FORMATS
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.strategies import scenario_dicts

SHORT = {"seconds": "0.1", "width": "80px", "fps": "1"}


def without_pictures(monkeypatch):
    """Has the writers draw next to nothing: an empty figure, three frames of noise, a page without its player."""
    noise = np.random.default_rng(0)

    def frames(run, steps, options):
        for _ in steps:
            frame = noise.integers(0, 256, (16, 16, 4), dtype=np.uint8)
            frame[..., 3] = 255
            yield frame

    monkeypatch.setattr("optviz.exports.clip.drawn", frames)
    monkeypatch.setattr("optviz.exports.clip.drawing", nullcontext)
    monkeypatch.setattr("optviz.exports.clip.HOLD", 0.0)
    monkeypatch.setattr("optviz.exports.figure.composed", lambda run, options: (None, None, {}))
    empty = SimpleNamespace(figure=Figure(figsize=(0.1, 0.1)))
    monkeypatch.setattr("optviz.figures.drawing.draw", lambda *_, **__: empty)
    monkeypatch.setattr(
        "optviz.exports.plotly.drawn",
        lambda run, _: PlotlyFigure(data=[{"type": "scatter", "name": label} for label in run.scenario.labels]),
    )
    monkeypatch.setattr("optviz.exports.script.astray", lambda run: {})
    monkeypatch.setattr("optviz.exports.numbers.happened", lambda run: [])
    monkeypatch.setattr("optviz.exports.html.payload", lambda *_, **__: b"")
    monkeypatch.setattr("optviz.exports.page.in_planes", lambda body: body)
    monkeypatch.setattr("optviz.exports.html.still", lambda *_: b"")
    monkeypatch.setattr("optviz.exports.html.in_words", lambda run: "")
    monkeypatch.setattr("optviz.exports.html.programs_of", lambda *_: {})
    monkeypatch.setattr("optviz.exports.page.joined", lambda page: "")


def file_of(kind, run, scenario):
    """A file of this format that carries a Scenario; its content is that of another run."""
    options = SHORT if FORMATS[kind].has_progress else {}
    return export(replace(run, scenario=scenario), format=kind, **options)


def scenarios(count):
    """So many random Scenarios, the same each time: some are short, as most that people make, and some long."""
    found = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(scenario_dicts(1) | scenario_dicts(2) | scenario_dicts(MAX_OPTIMIZERS, MAX_OPTIMIZERS // 2 + 1))
    def collect(data):
        found.append(Scenario.from_dict(data))

    collect()
    return found
