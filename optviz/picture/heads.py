"""Where the heads of paths are drawn that meet, so that each can be seen."""

import math

import numpy as np

from optviz.picture.looks import SHARES

RULES = {"near": 6.0, "apart": 13.0}
"""Heads nearer to each other than `near` pixels are in one place; on a ring they are `apart`."""


def spread(places: np.ndarray, unit: float) -> tuple[np.ndarray, np.ndarray]:
    """Where each head is drawn, (paths, 2), and how large: (paths,).

    Of two in one place the lower one shows a rim; more stand on a ring around it.

    Args:
        places: (paths, 2) where the heads are, y upwards.
        unit: a pixel of the page.
    """
    found, sizes = places.astype(float), np.full(len(places), SHARES.head)
    for group in together(places, RULES["near"] * unit):
        if len(group) == 2:
            sizes[group[0]] *= SHARES.under
        if len(group) < 3:
            continue
        radius = RULES["apart"] * unit / (2 * math.sin(math.pi / len(group)))
        angles = 2 * np.pi * np.arange(len(group)) / len(group)
        found[group] = places[group].mean(axis=0) + radius * np.column_stack([np.sin(angles), np.cos(angles)])
    return found, sizes


def together(places: np.ndarray, near: float) -> list[list[int]]:
    """The places in groups, of which each is near to another one of its group."""
    groups: list[list[int]] = []
    for i, place in enumerate(places):
        touched = [group for group in groups if (np.hypot(*(places[group] - place).T) < near).any()]
        groups = [group for group in groups if group not in touched] + [
            sorted([*(j for group in touched for j in group), i])
        ]
    return groups
