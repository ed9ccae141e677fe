"""The queues of exports and the processes behind them; most of it with a process that makes nothing."""

import json
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from optviz.exports.base import ExportError
from optviz.exports.export import export
from optviz.scenario.scenario import Scenario
from optviz.web.exporting import job as job_module
from optviz.web.exporting.busy import Busy
from optviz.web.exporting.job import Job
from optviz.web.exporting.jobs import COMMAND, Exports
from optviz.web.exporting.lane import QUICK
from optviz.web.exporting.people import Person
from optviz.web.process import Process

PRETEND = partial(Process, (sys.executable, str(Path(__file__).with_name("pretend.py"))), niceness=0)
PATIENCE = 60
ANNA, BEN = Person("10.0.0.1", "anna"), Person("10.0.0.1", "ben")


@pytest.fixture
def make_exports():
    made = []

    def make(**limits):
        made.append(Exports(PRETEND, quick=QUICK._replace(**limits)))
        return made[-1]

    yield make
    for exports in made:
        exports.close()


@pytest.fixture
def held(make_exports):
    """Exports whose quick process is busy with a job for as long as the test likes."""

    def hold(**limits):
        exports = make_exports(**limits)
        running = submit(exports, "hold", person=Person("10.0.0.9"))
        until(lambda: exports.quick.running is running)
        return exports, running

    return hold


def submit(exports, what, person=ANNA, **options):
    return exports.submit(Job({"format": what}, name="a.txt", media_type="text/plain", person=person, **options))


def refused(exports, person):
    with pytest.raises(Busy) as busy:
        submit(exports, "echo", person)
    return busy.value


def result(job):
    return job.future.result(PATIENCE)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def submit_each(exports, people):
    """A job of each of these; gives those that are taken, and what is said of the others."""
    taken, said = [], set()
    for person in people:
        try:
            taken.append(submit(exports, "echo", person))
        except Busy as busy:
            said |= {problem.code for problem in busy.problems}
    return taken, said


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
    exports.quick.process.kill()
    exports.quick.process.process.wait()
    assert result(submit(exports, "echo")).header["process"] != first


def test_what_takes_too_long_is_broken_off(make_exports):
    exports = make_exports(seconds=0.2)
    assert "longer than 0.2 seconds" in str(submit(exports, "hold").future.exception(PATIENCE))
    exports.quick.limits = QUICK
    assert result(submit(exports, "echo"))


def test_a_class_behind_one_router_is_served_whole(make_exports):
    exports = make_exports()
    people = [Person("10.0.0.1", f"token {i}") for i in range(100)]
    jobs = [submit(exports, "echo", person, is_watched=True) for person in people for _ in ("preview", "figure")]
    assert [json.loads(result(job).data)["number"] for job in jobs] == [job.number for job in jobs]
    until(lambda: exports.quick.running is None)
    assert all(exports.find(job.id) is job for job in jobs)


def test_a_long_clip_keeps_nobody_from_what_is_quick(make_exports):
    exports = make_exports()
    clip = submit(exports, "hold", is_long=True)
    until(lambda: clip.progress == 0.5)
    waiting = submit(exports, "echo", BEN, is_long=True)
    quick = [submit(exports, "echo", person) for person in (ANNA, BEN) for _ in range(5)]
    processes = {result(job).header["process"] for job in quick}
    assert processes == {exports.quick.process.process.pid} != {exports.long.process.process.pid}
    assert not clip.future.done()
    assert exports.place(waiting)[0] == 1
    exports.cancel(clip)
    assert result(waiting).header["process"] == exports.long.process.process.pid


def test_who_asks_a_thousand_times_gets_a_share(held):
    exports, running = held()
    taken, said = submit_each(exports, [ANNA] * 1000)
    assert said == {"busy_with_yours"}
    assert len(taken) == QUICK.most_each == 8
    other = submit(exports, "echo", BEN)
    assert [exports.place(job)[0] for job in (taken[0], other, taken[1])] == [1, 2, 3]
    exports.cancel(running)
    assert result(other)
    assert all(result(job) for job in taken)


def test_an_address_with_a_thousand_tokens_leaves_room_for_others(held):
    exports, running = held()
    taken, said = submit_each(exports, [Person("10.0.0.1", f"token {i}") for i in range(1000)])
    assert (len(taken), said) == (300, {"busy"})
    other = submit(exports, "echo", Person("10.1.0.1"))
    assert exports.place(other)[0] == 17  # after one job of each of the 16 seats that an address has
    rest = [submit(exports, "echo", Person(f"10.2.0.{i}")) for i in range(200)]
    exports.cancel(running)
    assert all(result(job) for job in [other, *rest])


def test_people_of_one_address_share_its_seats_and_keep_theirs(held):
    exports, running = held()
    people = [Person("10.0.0.1", f"token {i}") for i in range(40)]
    jobs = [submit(exports, "echo", person) for person in people]
    assert [job.seat for job in jobs] == [*range(16), *range(16), *range(8)]
    assert submit(exports, "echo", people[17]).seat == 1
    assert submit(exports, "echo", Person("10.0.0.1", "another")).seat == 8
    exports.cancel(jobs[12])
    assert submit(exports, "echo", Person("10.0.0.1", "one more")).seat == 12
    exports.cancel(running)


def test_a_token_is_one_persons_only_at_its_address(held):
    exports, running = held(most_each=1)
    submit(exports, "echo", ANNA)
    assert refused(exports, ANNA).problems[0].code == "busy_with_yours"
    submit(exports, "echo", ANNA._replace(address="10.0.0.2"))
    submit(exports, "echo", ANNA._replace(token=None))
    exports.cancel(running)


def test_the_queue_is_bounded_and_says_when_to_come_again(held):
    exports, running = held(most=20)
    exports.quick.lasted.extend([2.0, 4.0] * 10)
    waiting = [submit(exports, "echo", Person("10.0.0.1", f"token {i}")) for i in range(20)]
    # three seconds each: the third of the twenty begins when the one under way and two of them are done
    busy = refused(exports, ANNA)
    assert (busy.seconds, str(busy)) == (9, "20 files are waiting to be made already; please try again in 9 seconds")
    assert exports.place(running) == (0, 0.0)
    assert [exports.place(job) for job in waiting[:3]] == [(1, 6.0), (2, 9.0), (3, 12.0)]
    exports.cancel(waiting[0])
    last = submit(exports, "echo")
    exports.cancel(running)
    assert str(running.future.exception(PATIENCE)) == "cancelled"
    assert result(waiting[1])
    assert result(last)
    assert waiting[0].future.cancelled()


def test_one_who_has_a_share_is_told_when_the_first_of_it_begins(held):
    exports, running = held(most_each=2)
    exports.quick.lasted.extend([5.0] * 20)
    submit(exports, "echo", BEN)
    submit(exports, "echo")
    submit(exports, "echo")
    assert refused(exports, ANNA).seconds == 10
    assert "2 of your files are waiting" in str(refused(exports, ANNA))
    exports.cancel(running)


def test_the_part_of_an_address_is_bounded_in_bytes(held):
    size = len(Job({"format": "echo"}, name="", media_type="", person=ANNA).message)
    exports, running = held(most_bytes=3 * (size + 5))
    for _ in range(3):
        submit(exports, "echo")
    assert "3 files are waiting" in str(refused(exports, BEN))
    assert submit(exports, "echo", Person("10.0.0.2"))
    exports.cancel(running)


def test_cancelling_ends_only_the_job_that_is_meant(make_exports):
    exports = make_exports()
    ended = submit(exports, "echo")
    result(ended)
    exports.cancel(ended)
    assert exports.find(ended.id) is None
    running = submit(exports, "hold")
    until(lambda: running.progress == 0.5)
    exports.quick.process.cancel(ended.number)
    assert not running.future.done()
    exports.cancel(running)
    assert str(running.future.exception(PATIENCE)) == "cancelled"


def test_nobody_waits_for_a_page_that_is_closed(held, monkeypatch):
    exports, running = held(most=1)
    left = submit(exports, "echo", is_watched=True)
    monkeypatch.setattr(job_module, "PATIENCE_SECONDS", -1.0)
    submit(exports, "echo")  # takes its place
    assert left.future.cancelled()
    exports.cancel(running)


def test_a_job_is_found_wherever_it_is(held):
    exports, running = held()
    waiting, clip = submit(exports, "echo"), submit(exports, "hold", is_long=True)
    assert [exports.find(job.id) for job in (running, waiting, clip)] == [running, waiting, clip]
    assert exports.find("another") is None
    exports.cancel(running)
    result(waiting)
    assert exports.find(waiting.id) is waiting


def test_a_process_without_work_ends_and_its_results_go_when_they_are_old(make_exports, monkeypatch):
    monkeypatch.setattr("optviz.web.exporting.results.SECONDS", 0.0)
    exports = make_exports(rest_seconds=0.01)
    first = result(submit(exports, "echo")).header["process"]
    until(lambda: exports.quick.thread is None)
    assert exports.quick.process.process is None
    assert not exports.results.jobs
    assert result(submit(exports, "echo")).header["process"] != first


def test_closing_ends_the_process_and_opening_again_starts_one(make_exports):
    exports = make_exports()
    running = submit(exports, "hold")
    until(lambda: running.progress == 0.5)
    waiting = submit(exports, "echo")
    process = exports.quick.process.process
    exports.close()
    assert process.poll() is not None
    assert isinstance(running.future.exception(PATIENCE), ExportError)
    assert waiting.future.cancelled()
    assert result(submit(exports, "echo"))


def test_a_process_that_cannot_be_started_is_said():
    exports = Exports(lambda: Process(("/nowhere/python",), 0))
    error = submit(exports, "echo").future.exception(PATIENCE)
    exports.close()
    assert "cannot be started" in str(error)


def test_the_true_process_makes_what_export_makes_and_ends_with_its_input():
    exports = Exports(partial(Process, COMMAND, niceness=0))
    scenario = Scenario(surface="ravine", optimizers=["sgd"], num_steps=20)
    task = {"scenario": scenario.to_dict(), "format": "csv", "options": {}, "preview": False, "language": "en"}

    def make(**changes):
        return exports.submit(Job(task | changes, name="a", media_type="a", person=ANNA))

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
    process = exports.quick.process.process
    process.stdin.close()  # as when the server is killed
    assert process.wait(PATIENCE) == 0
    exports.close()
