"""Who asks for much waits for it alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.web.fair_queue import FairQueue, Full


def drained(queue: FairQueue) -> list:
    jobs = []
    while (job := queue.take()) is not None:
        jobs.append(job)
    return jobs


def test_people_take_turns_and_keep_their_own_order():
    queue = FairQueue(most=10, most_each=5)
    for job in ("a1", "a2", "a3", "b1", "c1", "b2"):
        queue.put(job[0], job)
    assert [queue.place(job) for job in ("a1", "b1", "c1", "a2", "b2", "a3")] == [0, 1, 2, 3, 4, 5]
    assert drained(queue) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert len(queue) == 0
    assert queue.place("a1") is None


def test_somebody_new_waits_for_one_job_of_each_of_the_others():
    queue = FairQueue(most=10, most_each=5)
    for job in ("a1", "a2", "a3", "a4"):
        queue.put("a", job)
    assert queue.take() == "a1"
    queue.put("b", "b1")
    assert drained(queue) == ["a2", "b1", "a3", "a4"]


def test_there_is_an_end_to_it_for_one_and_for_all():
    queue = FairQueue(most=3, most_each=2)
    queue.put("a", "a1")
    queue.put("a", "a2")
    with pytest.raises(Full) as full:
        queue.put("a", "a3")
    assert (full.value.is_own, full.value.count) == (True, 2)
    queue.put("b", "b1")
    with pytest.raises(Full) as full:
        queue.put("c", "c1")
    assert (full.value.is_own, full.value.count) == (False, 3)
    assert drained(queue) == ["a1", "b1", "a2"]


def test_what_is_taken_out_leaves_nobody_behind():
    queue = FairQueue(most=3, most_each=2)
    queue.put("a", "a1")
    queue.put("b", "b1")
    assert queue.remove("a1")
    assert not queue.remove("a1")
    assert list(queue.people) == ["b"]


@given(st.lists(st.one_of(st.sampled_from("abcd"), st.none()), max_size=60))
def test_places_are_the_order_in_which_jobs_come(moves):
    queue = FairQueue(most=20, most_each=6)
    for number, person in enumerate(moves):
        if person is None:
            queue.take()
            continue
        try:
            queue.put(person, (person, number))
        except Full:
            continue
    order = list(queue)
    assert [queue.place(job) for job in order] == list(range(len(queue)))
    assert drained(queue) == order
