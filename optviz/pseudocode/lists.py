"""Lists: in each lane as many items as it has, at the front of an array that has room for the longest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class List(NamedTuple):
    """`items` is (lanes, room) of numbers or (lanes, room, weights) of vectors, `counts` (lanes,)."""

    items: np.ndarray
    counts: np.ndarray

    @property
    def room(self) -> int:
        return self.items.shape[1]


def empty(lanes: int) -> List:
    return List(np.zeros((lanes, 0)), np.zeros(lanes, int))


def single(item: np.ndarray) -> List:
    return List(item[:, None], np.ones(len(item), int))


def of_arrays(arrays: Sequence[np.ndarray]) -> List:
    """A list of vectors from an array (items, weights) for each lane."""
    counts = np.array([len(array) for array in arrays])
    items = np.zeros((len(arrays), max(counts, default=0), *arrays[0].shape[1:]))
    for lane, array in enumerate(arrays):
        items[lane, : len(array)] = array
    return List(items, counts)


def joined(one: List, other: List) -> List:
    """The items of one, then those of the other."""
    shape = other.items.shape[2:] or one.items.shape[2:]
    items = np.zeros((len(one.counts), one.room + other.room, *shape))
    items[:, : one.room] = one.items if one.room else 0
    lanes = np.arange(len(one.counts))
    for i in range(other.room):
        is_there = i < other.counts
        items[lanes[is_there], one.counts[is_there] + i] = other.items[is_there, i]
    return trimmed(List(items, one.counts + other.counts))


def trimmed(one: List) -> List:
    return List(one.items[:, : max(one.counts, default=0)], one.counts)


def count(one: List) -> np.ndarray:
    return one.counts.astype(float)


def item(one: List, at: np.ndarray) -> np.ndarray:
    """The item at a place, the first at 1; not a number where there is none."""
    is_there = (at >= 1) & (at <= one.counts)
    found = np.full((len(at), *one.items.shape[2:]), np.nan)
    lanes = np.flatnonzero(is_there)
    found[lanes] = one.items[lanes, at[lanes].astype(int) - 1]
    return found


def last(one: List, most: np.ndarray) -> List:
    """The last items, at most so many of them."""
    kept = np.minimum(one.counts, np.maximum(most, 0).astype(int))
    lanes = np.arange(len(kept))[:, None]
    places = np.minimum((one.counts - kept)[:, None] + np.arange(one.room), one.room - 1)
    return trimmed(List(one.items[lanes, places], kept))


def chosen(condition: np.ndarray, yes: List, no: List) -> List:
    """In each lane one or the other."""
    room = max(yes.room, no.room)
    shape = yes.items.shape[2:] or no.items.shape[2:]
    items = np.zeros((len(condition), room, *shape))
    for one, lanes in ((yes, condition), (no, ~condition)):
        if one.room:
            items[lanes, : one.room] = one.items[lanes]
    return trimmed(List(items, np.where(condition, yes.counts, no.counts)))


def put(one: List, lanes: np.ndarray, others: List) -> List:
    """A list with others in some of its lanes."""
    places = np.full(len(one.counts), -1)
    places[lanes] = np.arange(len(lanes))
    everywhere = List(others.items[places], others.counts[places]) if len(lanes) else one
    return chosen(places >= 0, everywhere, one)
