"""GIF: one palette for all frames, and of each frame only the pixels that changed. Written frame by frame."""

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image

TRANSPARENT = 255
"""The place in the palette that means "as before"; the colours have the others."""
MOST_FREQUENT = 96
LOOP_FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
IN_PLACE = 1 << 2
"""Disposal: what is drawn stays."""


def encode(frames: Iterator[np.ndarray], late: np.ndarray, *, delay: int, hold: int, last: int, comment: str) -> bytes:
    """The bytes of a GIF of `last` + 1 frames.

    Args:
        frames: RGBA without transparency, (height, width, 4) uint8.
        late: a frame with all the colours.
        delay, hold: how long each frame, and the last one, is shown, in hundredths of a second.
        comment: text to carry, ASCII.
    """
    palette = make_palette(late)
    height, width, _ = late.shape
    file = io.BytesIO()
    file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0))
    file.write(palette.tobytes().ljust(3 * 256, b"\0"))
    file.write(LOOP_FOR_EVER + b"\x21\xfe" + blocks(comment.encode("ascii")))
    before = None
    for i, frame in enumerate(frames):
        box, places = changes(before, frame, palette)
        file.write(control(hold if i == last else delay) + image(box, places))
        before = frame.copy()
    file.write(b"\x3b")
    return file.getvalue()


def make_palette(frame: np.ndarray) -> np.ndarray:
    """(255, 3) colours that suit a frame: the most frequent as they are, and a choice from the others.

    Each of the others counts once: the edges of thin lines weigh as much as wide ground.
    """
    found, counts = np.unique(pixels(frame), return_counts=True)
    colours = colours_of(found[np.argsort(-counts, kind="stable")])
    frequent, others = colours[:MOST_FREQUENT], colours[MOST_FREQUENT:]
    palette = np.zeros((TRANSPARENT, 3), np.uint8)
    palette[: len(frequent)] = frequent
    if len(others):
        chosen = Image.fromarray(others[None]).quantize(TRANSPARENT - MOST_FREQUENT).getpalette("RGB")
        chosen = np.array(chosen, np.uint8).reshape(-1, 3)[: TRANSPARENT - MOST_FREQUENT]
        palette[MOST_FREQUENT : MOST_FREQUENT + len(chosen)] = chosen
    return palette


def colours_of(packed: np.ndarray) -> np.ndarray:
    """(n, 3) colours from the numbers of `pixels`."""
    return np.ascontiguousarray(packed.view(np.uint8).reshape(-1, 4)[:, :3])


def nearest(packed: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """The place in the palette that is nearest to each pixel."""
    found, places = np.unique(packed, return_inverse=True)
    grounds = palette.astype(np.float32)
    away = (grounds**2).sum(axis=1) - 2 * colours_of(found).astype(np.float32) @ grounds.T
    return away.argmin(axis=1).astype(np.uint8)[places]


def pixels(frame: np.ndarray) -> np.ndarray:
    """A frame with one number a pixel."""
    return np.ascontiguousarray(frame).view(np.uint32)[..., 0]


def changes(
    before: np.ndarray | None, frame: np.ndarray, palette: np.ndarray
) -> tuple[tuple[int, int, int, int], np.ndarray]:
    """The box (left, top, right, bottom) that changed, and the palette's places in it; unchanged ones transparent."""
    changed = np.ones(frame.shape[:2], bool) if before is None else pixels(frame) != pixels(before)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return (0, 0, 1, 1), np.full((1, 1), TRANSPARENT, np.uint8)
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    window = (slice(box[1], box[3]), slice(box[0], box[2]))
    places = np.full(frame.shape[:2], TRANSPARENT, np.uint8)[window]
    places[changed[window]] = nearest(pixels(frame)[changed], palette)
    return box, places


def control(delay: int) -> bytes:
    return struct.pack("<BBBBHBB", 0x21, 0xF9, 4, IN_PLACE | 1, delay, TRANSPARENT, 0)


def image(box: tuple[int, int, int, int], places: np.ndarray) -> bytes:
    """The descriptor of an image and its packed pixels, which Pillow packs: those of a GIF of one frame."""
    picture = Image.fromarray(np.ascontiguousarray(places), "P")
    picture.putpalette(bytes(range(256)) * 3)
    file = io.BytesIO()
    picture.save(file, "GIF", optimize=False, interlace=False)
    left, top, right, bottom = box
    return struct.pack("<BHHHHB", 0x2C, left, top, right - left, bottom - top, 0) + pixels_of(file.getvalue())


def pixels_of(gif: bytes) -> bytes:
    """The packed pixels of a GIF of one frame, from the size of their codes to the empty block at their end."""
    at = 13 + 3 * (2 << (gif[10] & 7)) * (gif[10] >> 7)
    while gif[at] == 0x21:
        at += 2
        while gif[at]:
            at += 1 + gif[at]
        at += 1
    at += 10 + 3 * (2 << (gif[at + 9] & 7)) * (gif[at + 9] >> 7)
    return gif[at:-1]


def blocks(data: bytes) -> bytes:
    """Data in blocks of at most 255 bytes, each with its length before it, and an empty one at the end."""
    parts = [data[i : i + 255] for i in range(0, len(data), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
