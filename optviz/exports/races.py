"""Files of races. They open with the tuned learning rates."""

from typing import Any

import numpy as np

from optviz.engine.races import Standings, race
from optviz.exports.results import Trial, files_of, rows_as_csv
from optviz.picture.races import name_of
from optviz.scenario.race import Race

ARRAYS = ("rates", "tried", "outcomes", "spent", "gaps")


def table_of(found: Standings) -> str:
    """A row for each learning rate of each racer: what came of it for each seed, and the middle one; whether it is the
    one that it raced with, and for that one its place, what it had in the end, and its share of rates as good."""
    seeds = [f"seed_{k}" for k in range(found.race.seeds_met)]
    rows = []
    for i, racer in enumerate(found.racers):
        for k, rate in enumerate(racer.rates.tolist()):
            raced = [found.places.index(i) + 1, racer.score, racer.arrived, racer.share]
            own = raced if k == racer.best else [""] * len(raced)
            rows.append([racer.label, rate, *racer.tried[k].tolist(), racer.outcomes[k].item(), *own])
    head = ["racer", "learning_rate", *seeds, "outcome", "place", "score", "arrived", "share_as_good"]
    return rows_as_csv(head, rows)


def arrays_of(found: Standings) -> dict[str, np.ndarray]:
    """For racer 0 `0/rates`, `0/tried` …; their labels, their places from the best on."""
    arrays = {
        "race": np.array(found.race.to_json("lacking")),
        "labels": np.array([racer.label for racer in found.racers]),
        "places": np.array(found.places),
        "best": np.array([racer.best for racer in found.racers]),
        "shares": np.array([racer.share for racer in found.racers]),
    }
    for i, racer in enumerate(found.racers):
        arrays |= {f"{i}/{name}": getattr(racer, name) for name in ARRAYS}
    return arrays


def draw(found: Standings, **options: Any) -> Any:
    from optviz.figures.races import draw_race  # with matplotlib, which takes its time

    return draw_race(found, **options)


RACES = Trial(
    key="race",
    record=Race,
    run=race,
    found=Standings,
    files=files_of(
        lambda found: found.race,
        title="a race",
        scenario=lambda found: found.scenario,
        name=name_of,
        table=table_of,
        arrays=arrays_of,
        draw=draw,
    ),
)
