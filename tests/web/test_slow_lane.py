"""What takes long is answered by a process of its own, people in turn; most of it with a process that does nothing."""

import json
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from optviz.problems import ScenarioError
from optviz.scenario.scenario import Scenario
from optviz.web import lanes, maps, slow_lane, trials
from optviz.web.answering import answer, first_answer
from optviz.web.exporting.jobs import file_process
from optviz.web.process import START_SECONDS, Limit, Process
from optviz.web.slow_lane import COMMAND, SlowLane

PRETEND = (sys.executable, str(Path(__file__).with_name("pretend_slow.py")))
PATIENCE = 120
SCENARIO = Scenario(surface="beale", optimizers=["adam"], num_steps=20)


@pytest.fixture
def make_lane():
    lanes = []

    def make(command=PRETEND, **options):
        lanes.append(SlowLane(Process(command, niceness=0), **options))
        return lanes[-1]

    yield make
    for lane in lanes:
        lane.close()


def echoed(future) -> dict:
    return json.loads(future.result(PATIENCE))


@pytest.mark.parametrize("process", [lanes.slow_lane.process, trials.lane.process, maps.lane.process, file_process()])
def test_beside_others_that_keep_all_cores_busy_it_has_its_part_of_them(process):
    """A step of niceness is a fifth of the processor less: at 15 steps maps came after minutes, or were refused."""
    share = 1.25**-process.niceness
    assert 1 / 20 < share / (1 + share) < 1 / 3


def test_people_take_turns_however_much_one_of_them_asks(make_lane, tmp_path):
    lane, gate = make_lane(), tmp_path / "gate"
    order = []

    def ask(person, name, **task):
        future = lane.submit(person, {"question": name} | task)
        future.add_done_callback(lambda done: order.append(echoed(done)["question"]))
        return future

    first = ask("greedy", "g0", until=str(gate))
    others = [ask("greedy", f"g{i}") for i in (1, 2, 3)] + [ask("a", "a1"), ask("b", "b1")]
    gate.touch()
    for future in (first, *others):
        future.result(PATIENCE)
    assert order.index("a1") <= 2
    assert order.index("b1") <= 3
    assert [name for name in order if name[0] == "g"] == ["g0", "g1", "g2", "g3"]


def test_a_process_that_nobody_asks_ends_and_is_started_again(make_lane, monkeypatch):
    lane, ended = make_lane(idle=0.01), Event()
    end = lane.process.end

    def told_end():
        has_one = lane.process.process is not None
        end()
        if has_one:
            ended.set()

    monkeypatch.setattr(lane.process, "end", told_end)
    for _ in range(2):
        ended.clear()
        assert echoed(lane.submit("a", {"question": "1"}))["count"] == 1
        assert ended.wait(PATIENCE)
    assert (maps.lane.idle, trials.lane.idle) < (slow_lane.IDLE_SECONDS,) * 2


def test_there_is_an_end_to_what_waits_and_it_is_said(make_lane, tmp_path):
    lane, gate = make_lane(most=3, most_each=2), tmp_path / "gate"
    under_way = lane.submit("x", {"question": "x", "until": str(gate)})
    while not under_way.running():
        pass
    kept = [lane.submit("a", {"question": str(i)}) for i in range(2)]
    with pytest.raises(ScenarioError, match="2 others wait"):
        lane.submit("a", {"question": "one too many of a"})
    kept.append(lane.submit("b", {"question": "b"}))
    with pytest.raises(ScenarioError, match="3 others wait"):
        lane.submit("c", {"question": "one too many"})
    gate.touch()
    assert [echoed(future)["question"] for future in kept] == ["0", "1", "b"]


def test_what_nobody_waits_for_any_more_is_passed_over(make_lane, tmp_path):
    lane, gate = make_lane(), tmp_path / "gate"
    under_way = lane.submit("x", {"question": "x", "until": str(gate)})
    gone, wanted = lane.submit("a", {"question": "gone"}), lane.submit("b", {"question": "wanted"})
    assert gone.cancel()
    gate.touch()
    assert [echoed(under_way)["count"], echoed(wanted)["count"]] == [1, 2]


def test_of_what_a_page_asks_the_newest_counts(make_lane, tmp_path):
    lane, gate = make_lane(most_each=2), tmp_path / "gate"
    under_way = lane.submit("x", {"question": "x", "until": str(gate)})
    while not under_way.running():
        pass
    other = lane.submit("b", {"question": "other"})
    asked = [lane.submit("a", {"question": str(i)}, is_newest=True) for i in range(5)]
    gate.touch()
    assert echoed(asked[-1])["question"] == "4"
    assert [one.cancelled() for one in asked] == [True, True, True, True, False]
    assert echoed(other)["question"] == "other"


def test_what_is_under_way_for_somebody_who_has_left_is_broken_off(make_lane, tmp_path):
    lane = make_lane()
    long = lane.submit("a", {"question": "x", "until": str(tmp_path / "never")})
    while not long.running():
        pass
    waiting = lane.submit("b", {"question": "y"})
    lane.abandon(waiting)  # it is not under way: nobody is held up by it
    lane.abandon(long)
    assert echoed(waiting)["question"] == "y"
    with pytest.raises(ScenarioError):
        long.result(PATIENCE)


def test_what_says_how_far_it_is_is_broken_off_and_its_process_goes_on(make_lane, tmp_path):
    lane, shares = make_lane(grace=PATIENCE), SimpleQueue()
    long = lane.submit(
        "a", {"question": "x", "until": str(tmp_path / "never"), "shares": [0.25, 0.5]}, progress=shares.put
    )
    assert [shares.get(timeout=PATIENCE) for _ in range(2)] == [0.25, 0.5]
    process = lane.process.process
    lane.abandon(long)
    with pytest.raises(ScenarioError, match="cancelled"):
        long.result(PATIENCE)
    assert echoed(lane.submit("b", {"question": "y"}))["count"] == 2
    assert lane.process.process is process


def test_a_process_that_does_not_break_off_in_time_is_ended(make_lane, tmp_path):
    lane = make_lane(grace=0.02)
    deaf = lane.submit("a", {"question": "x", "until": str(tmp_path / "never"), "deaf": True})
    while not deaf.running() or lane.under_way is None:
        pass
    lane.abandon(deaf)
    with pytest.raises(ScenarioError, match="the process that was at it has died"):
        deaf.result(PATIENCE)
    assert echoed(lane.submit("b", {"question": "y"}))["count"] == 1
    assert maps.lane.grace == trials.lane.grace > 0


def test_a_process_that_dies_is_said_and_the_next_question_has_another_one(make_lane):
    lane = make_lane()
    with pytest.raises(ScenarioError, match="the process that was at it has died"):  # which makes no files
        lane.submit("a", {"question": "die"}).result(PATIENCE)
    assert echoed(lane.submit("a", {"question": "x"}))["count"] == 1


def test_who_cannot_be_told_how_far_it_is_holds_up_nobody_else(make_lane):
    """The line to him may be closed meanwhile; the rest of his answer is not the next person's."""

    def closed(share):
        raise RuntimeError(f"the line is closed at {share}")

    lane = make_lane()
    with pytest.raises(RuntimeError, match=r"closed at 0\.25"):
        lane.submit("a", {"question": "x", "shares": [0.25]}, progress=closed).result(PATIENCE)
    assert echoed(lane.submit("b", {"question": "y"}))["question"] == "y"


def test_what_takes_too_long_is_given_up_and_the_next_goes_on(make_lane, tmp_path):
    lane = make_lane(seconds=0.5)
    with pytest.raises(ScenarioError, match=r"0\.5 seconds"):
        lane.submit("a", {"question": "x", "until": str(tmp_path / "never")}).result(PATIENCE)
    lane.seconds = PATIENCE
    assert echoed(lane.submit("a", {"question": "y"}))["question"] == "y"


def test_the_time_of_a_question_begins_once_its_process_is_there(make_lane, tmp_path, monkeypatch):
    limits, gate = [], tmp_path / "gate"
    monkeypatch.setattr(Limit, "begin", lambda limit, seconds: limits.append(seconds))
    monkeypatch.setattr(Limit, "end", lambda limit: None)
    lane = make_lane((*PRETEND, str(gate)), seconds=7)
    asked = lane.submit("a", {"question": "x"})
    while not limits:
        pass
    assert limits == [START_SECONDS]
    gate.touch()
    assert echoed(asked)["question"] == "x"
    assert echoed(lane.submit("a", {"question": "y"}))["count"] == 2
    assert limits == [START_SECONDS, 7] * 2


def test_a_process_that_never_comes_is_given_up_and_said_to_be_dead(make_lane, tmp_path, monkeypatch):
    monkeypatch.setattr("optviz.web.process.START_SECONDS", 0.05)
    lane = make_lane((*PRETEND, str(tmp_path / "never")))
    with pytest.raises(ScenarioError, match="the process that was at it has died"):
        lane.submit("a", {"question": "x"}).result(PATIENCE)


@pytest.mark.parametrize("grace", [0, 0.001])
def test_a_process_that_is_starting_is_not_begun_anew_for_who_has_left(make_lane, tmp_path, monkeypatch, grace):
    """Where it takes long to start, who asks again and again would never have an answer."""
    gate, killed = tmp_path / "gate", []
    lane = make_lane((*PRETEND, str(gate)), grace=grace)
    kill = lane.process.kill
    monkeypatch.setattr(lane.process, "kill", lambda: (killed.append(gate.exists()), kill()))
    left = lane.submit("a", {"question": "x", "until": str(tmp_path / "never")})
    while lane.under_way is None:
        pass
    lane.abandon(left)
    lane.kill(lane.under_way)  # the grace has passed
    assert killed == []
    wanted = lane.submit("b", {"question": "y"})
    gate.touch()
    assert echoed(wanted)["count"] in (1, 2)
    with pytest.raises(ScenarioError):
        left.result(PATIENCE)
    assert all(killed)  # none before it was there


def test_whoever_comes_next_has_a_process_that_lives(make_lane, monkeypatch):
    """One may leave just when his answer has come, and a process that is told to end takes a moment to."""
    lane, receive = make_lane(), Process.receive

    def received(process, progress):
        result = receive(process, progress)
        if b'"left"' in result.data:
            lane.kill(lane.under_way)
        return result

    monkeypatch.setattr(Process, "receive", received)
    monkeypatch.setattr(Process, "kill", lambda process: None)
    for _ in range(3):
        assert echoed(lane.submit("a", {"question": "left"}))["question"] == "left"
        assert echoed(lane.submit("b", {"question": "next"}))["count"] == 1


def test_closing_ends_the_process_and_whoever_waits_is_told(make_lane, tmp_path):
    lane = make_lane()
    lane.submit("a", {"question": "x", "until": str(tmp_path / "never")})
    waiting = lane.submit("b", {"question": "y"})
    process = lane.process
    lane.close()
    assert waiting.cancelled()
    assert process.process is None
    assert echoed(lane.submit("a", {"question": "again"}))["question"] == "again"


def test_the_process_answers_as_the_server_would(make_lane):
    lane = make_lane(COMMAND)
    query = {"rows": "0-5", "curves": "loss"}
    given = lane.submit("a", {"question": SCENARIO.to_json(), "query": query})
    page = lane.submit("b", {"page": SCENARIO.to_dict(), "display": {"show.curve": "distance"}})
    assert given.result(PATIENCE) == answer(SCENARIO.to_json(), query)
    assert page.result(PATIENCE) == first_answer(SCENARIO, {"show.curve": "distance"})
    with pytest.raises(ScenarioError, match="adamm"):
        lane.submit("a", {"question": '{"surface": "beale", "optimizers": ["adamm"]}', "query": {}}).result(PATIENCE)
