"""What a page begins with."""

import gzip
import json

import numpy as np

from optviz import Scenario, simulate
from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.web.answering import first_answer


def test_a_page_begins_with_a_picture_and_all_that_can_be_chosen_in_little():
    scenario = Scenario.default()
    sent = first_answer(scenario, {"show.view": "overlaid"})
    body = gzip.decompress(sent)
    start = 4 + int.from_bytes(body[:4], "little")
    header = json.loads(body[4:start])
    assert header["display"] == {"show.view": "overlaid"}
    assert header["catalogue"]["optimizers"].keys() == OPTIMIZERS.keys()
    assert header["catalogue"]["surfaces"].keys() == SURFACES.keys()
    points = np.frombuffer(body[start:], "<f8", 4 * (scenario.num_steps + 1) * 2)
    assert header["arrays"][0]["name"] == "points"
    np.testing.assert_array_equal(points, np.concatenate([path.points.ravel() for path in simulate(scenario)]))
    assert len(sent) < 130_000
