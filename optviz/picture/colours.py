"""Colours between two others, evenly as the eye sees it: mixed in OKLab (Ottosson 2020)."""

import numpy as np

TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def mixed(one: str, other: str, share: float) -> str:
    """The colour a share of the way from one to the other, all as `#rrggbb`."""
    lab = (1 - share) * lab_of(one) + share * lab_of(other)
    linear = np.linalg.solve(TO_CONES, np.linalg.solve(TO_LAB, lab) ** 3).clip(0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return written(encoded)


def lab_of(colour: str) -> np.ndarray:
    encoded = parts_of(colour)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return TO_LAB @ np.cbrt(TO_CONES @ linear)


def parts_of(colour: str) -> np.ndarray:
    """Red, green and blue of `#rrggbb`, 0 to 1."""
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def mixed_parts(one: str, other: str, share: float) -> str:
    """The same, part by part, as screens mix what is half transparent."""
    return written((1 - share) * parts_of(one) + share * parts_of(other))


def between(stops: tuple[str, ...], share: float) -> str:
    """A colour of a ramp: what painters make of its stops."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    before = min(int(place), len(stops) - 2)
    return mixed_parts(stops[before], stops[before + 1], place - before)


def written(parts: np.ndarray) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts.tolist())
