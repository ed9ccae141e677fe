"""What has been made is kept by its bytes; what was fetched goes first."""

import pytest

from optviz.web.exporting import results as module
from optviz.web.exporting.job import Job
from optviz.web.exporting.people import Person
from optviz.web.exporting.results import Results
from optviz.web.process import Result


def made(size, *, is_fetched=False, address="10.0.0.1"):
    job = Job({}, name="a.csv", media_type="text/csv", person=Person(address))
    job.end(Result(bytes(size), {}))
    job.is_fetched = is_fetched
    return job


@pytest.fixture
def keep(monkeypatch):
    """Keeps jobs in order where there is room for 1,000 bytes, and gives those that are left."""
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    monkeypatch.setattr(module, "BYTES_OF_A_JOB", 10)

    def kept(*jobs):
        results = Results()
        for job in jobs:
            results.add(job)
        return [job for job in jobs if results.get(job.id) is job]

    return kept


def test_a_hundred_figures_are_kept():
    results, figures = Results(), [made(300_000) for _ in range(200)]
    for figure in figures:
        results.add(figure)
    assert list(results.jobs.values()) == figures


def test_the_oldest_goes_where_there_is_no_room(keep):
    jobs = [made(490), made(190), made(290), made(190)]
    assert keep(*jobs) == jobs[1:]


def test_what_was_fetched_goes_first(keep):
    jobs = [made(390), made(290, is_fetched=True), made(190, is_fetched=True), made(90)]
    assert keep(*jobs) == jobs  # 1,000 bytes
    more = made(1)
    assert keep(*jobs, more) == [jobs[0], jobs[2], jobs[3], more]


def test_who_makes_large_files_loses_those_before_others_lose_theirs(keep):
    small = made(90, address="10.0.0.2")
    large = [made(290) for _ in range(4)]
    assert keep(small, *large) == [small, *large[1:]]


def test_a_file_that_is_too_large_alone_is_not_kept(keep):
    assert keep(made(2000)) == []


def test_refusals_have_an_end_too(keep):
    refused = [Job({}, name="", media_type="", person=Person("10.0.0.1")) for _ in range(200)]
    for job in refused:
        job.end(ValueError("no"))
    assert keep(*refused) == refused[100:]


def test_what_is_old_goes(monkeypatch):
    results, job = Results(), made(1)
    results.add(job)
    assert results.get(job.id) is job
    monkeypatch.setattr(module, "SECONDS", 0.0)
    assert results.get(job.id) is None
