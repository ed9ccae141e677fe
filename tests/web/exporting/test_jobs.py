"""The queue of exports and the process behind it; most of it with a process that makes nothing."""

import json
import sys
import time
from pathlib import Path

import pytest

from optviz.exports.base import ExportError
from optviz.exports.export import export
from optviz.scenario.scenario import Scenario
from optviz.web.exporting import jobs
from optviz.web.exporting.jobs import Busy, Exports
from optviz.web.exporting.process import Process

PRETEND = (sys.executable, str(Path(__file__).with_name("pretend.py")))
PATIENCE = 60


@pytest.fixture
def make_exports():
    made = []

    def make(**options):
        made.append(Exports(process=Process(PRETEND, niceness=0), **options))
        return made[-1]

    yield make
    for exports in made:
        exports.close()


def submit(exports, what, **options):
    return exports.submit({"format": what}, name="a.txt", media_type="text/plain", **options)


def result(job):
    return job.future.result(PATIENCE)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_one_process_makes_one_file_after_another(make_exports):
    exports = make_exports()
    results = [result(job) for job in [submit(exports, "echo") for _ in range(3)]]
    assert [json.loads(data)["format"] for data, _ in results] == ["echo"] * 3
    assert len({header["process"] for _, header in results}) == 1


def test_what_the_process_refuses_is_said_and_the_next_goes_on(make_exports):
    exports = make_exports()
    refused = submit(exports, "refuse")
    assert str(refused.future.exception(PATIENCE)) == "no"
    assert result(submit(exports, "echo"))


@pytest.mark.parametrize("what", ["die", "break off", "babble"])
def test_a_process_that_dies_or_babbles_is_replaced(make_exports, what):
    exports = make_exports()
    first = result(submit(exports, "echo")).header["process"]
    lost = submit(exports, what)
    assert isinstance(lost.future.exception(PATIENCE), ExportError)
    assert "please try again" in str(lost.future.exception())
    assert result(submit(exports, "echo")).header["process"] != first


def test_a_process_killed_between_two_files_is_replaced(make_exports):
    exports = make_exports()
    first = result(submit(exports, "echo")).header["process"]
    exports.process.kill()
    exports.process.process.wait()
    assert result(submit(exports, "echo")).header["process"] != first


def test_what_takes_too_long_is_broken_off(make_exports):
    exports = make_exports(seconds=0.2)
    assert "longer than 0.2 seconds" in str(submit(exports, "hold").future.exception(PATIENCE))
    exports.seconds = PATIENCE
    assert result(submit(exports, "echo"))


def test_the_queue_is_bounded_and_says_so(make_exports):
    exports = make_exports(most_waiting=2)
    running = submit(exports, "hold")
    until(lambda: exports.running is running)
    waiting = [submit(exports, "echo"), submit(exports, "echo")]
    assert [exports.place(job) for job in [running, *waiting]] == [0, 1, 2]
    with pytest.raises(Busy, match="2 files are waiting"):
        submit(exports, "echo")
    exports.cancel(waiting[0])
    last = submit(exports, "echo")
    exports.cancel(running)
    assert str(running.future.exception(PATIENCE)) == "cancelled"
    assert result(waiting[1])
    assert result(last)
    assert waiting[0].future.cancelled()


def test_previews_go_before_files(make_exports):
    exports = make_exports()
    running = submit(exports, "hold")
    until(lambda: exports.running is running)
    files = [submit(exports, "echo"), submit(exports, "echo")]
    looks = [
        exports.submit({"format": "echo", "preview": True}, name="a.png", media_type="image/png") for _ in range(2)
    ]
    assert list(exports.waiting) == [*looks, *files]
    exports.cancel(running)


def test_cancelling_ends_only_the_job_that_is_meant(make_exports):
    exports = make_exports()
    ended = submit(exports, "echo")
    result(ended)
    until(lambda: exports.running is None)
    exports.cancel(ended)
    assert exports.find(ended.id) is None
    running = submit(exports, "hold")
    until(lambda: running.progress == 0.5)
    exports.process.cancel(ended.task["number"])
    assert not running.future.done()
    exports.cancel(running)
    assert str(running.future.exception(PATIENCE)) == "cancelled"


def test_nobody_waits_for_a_page_that_is_closed(make_exports, monkeypatch):
    exports = make_exports(most_waiting=1)
    running = submit(exports, "hold")
    until(lambda: exports.running is running)
    left = submit(exports, "echo", is_watched=True)
    monkeypatch.setattr(jobs, "PATIENCE_SECONDS", -1.0)
    submit(exports, "echo")  # takes its place
    assert left.future.cancelled()
    exports.cancel(running)


def test_results_are_few_and_go_after_a_while(make_exports, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_KEPT", 2)
    exports = make_exports()
    made = [submit(exports, "echo") for _ in range(4)]
    for job in made:
        result(job)
    until(lambda: exports.running is None)
    assert [exports.find(job.id) is job for job in made] == [False, False, True, True]
    monkeypatch.setattr(jobs, "MOST_KEPT_BYTES", 10)
    assert exports.find(made[-1].id) is None
    monkeypatch.undo()
    exports.kept_seconds = 0.0
    result(submit(exports, "echo"))
    until(lambda: not exports.ended)


def test_closing_ends_the_process_and_opening_again_starts_one(make_exports):
    exports = make_exports()
    running = submit(exports, "hold")
    until(lambda: running.progress == 0.5)
    waiting = submit(exports, "echo")
    process = exports.process.process
    exports.close()
    assert process.poll() is not None
    assert isinstance(running.future.exception(PATIENCE), ExportError)
    assert waiting.future.cancelled()
    assert result(submit(exports, "echo"))


def test_a_process_that_cannot_be_started_is_said():
    exports = Exports(process=Process(("/nowhere/python",)))
    error = submit(exports, "echo").future.exception(PATIENCE)
    exports.close()
    assert "cannot be started" in str(error)


def test_the_true_process_makes_what_export_makes_and_ends_with_its_input():
    exports = Exports(process=Process(niceness=0))
    scenario = Scenario(surface="ravine", optimizers=["sgd"], num_steps=20)
    task = {"scenario": scenario.to_dict(), "format": "csv", "options": {}, "preview": False}

    def make(**changes):
        return exports.submit(task | changes, name="a", media_type="a")

    assert result(make()).data == export(scenario, format="csv")
    clip = make(format="gif", options={"width": "320px", "seconds": "1", "fps": "50"})
    seen = []
    until(lambda: seen.append(clip.progress) or clip.future.done())
    assert result(clip).data.startswith(b"GIF8")
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    look = make(format="pdf", options={"width": "120mm"}, preview=True)
    assert result(look).header["media_type"] == "image/png"
    assert result(look).data.startswith(b"\x89PNG")
    assert "no such option" in str(make(options={"fps": "3"}).future.exception(PATIENCE))
    long = make(format="gif", options={"width": "320px", "seconds": "30", "fps": "50"})
    until(lambda: long.progress > 0)
    exports.cancel(long)
    assert str(long.future.exception(PATIENCE)) == "cancelled"
    process = exports.process.process
    process.stdin.close()  # as when the server is killed
    assert process.wait(PATIENCE) == 0
    exports.close()
