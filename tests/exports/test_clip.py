"""Clips are opened again with other decoders: Pillow for GIF, FFmpeg (in PyAV) for the others."""

import gc
import io
import tracemalloc
from functools import cache
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from optviz import export, simulate
from optviz.exports.base import parse_length
from optviz.exports.clip import steps_of
from optviz.exports.export import FORMATS
from optviz.figures.drawing import draw
from optviz.figures.frames import frames
from optviz.figures.setting import matplotlib_as_shipped
from optviz.picture.looks import looks
from optviz.picture.view import Shown
from optviz.scenario.scenario import Scenario
from optviz.views.catalogue import VIEWS

SMALL = {"width": "400px", "fps": 10, "seconds": 0.8}
VIDEOS = ("mp4", "webm")
DRAWING = {key: value for key, value in FORMATS["gif"].parse(SMALL).items() if key not in ("fps", "seconds")}
VIEW, SHOWN = VIEWS[DRAWING.pop("view")], Shown()
for name in Shown._fields:
    del DRAWING[name]


exported = cache(export)
"""One clip answers all that is asked of it."""


@cache
def shown(run, kind: str, **options) -> list[np.ndarray]:
    """The pictures of a small clip."""
    return decoded(exported(run, format=kind, **SMALL, **options), kind)


def decoded(data: bytes, kind: str) -> list[np.ndarray]:
    if kind in VIDEOS:
        with av.open(io.BytesIO(data)) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with Image.open(io.BytesIO(data)) as image:
        pictures = []
        for i in range(image.n_frames):
            image.seek(i)
            pictures.append(np.asarray(image.convert("RGB")))
        return pictures


@cache
def drawn(run, count: int) -> list[np.ndarray]:
    with matplotlib_as_shipped():
        return [
            frame[..., :3].copy()
            for frame in frames(run, VIEW, SHOWN, steps_of(run.scenario.num_steps, count), 96, **DRAWING)
        ]


@pytest.mark.parametrize(("kind", "count"), [("gif", 8), ("mp4", 8 + 15), ("webm", 8 + 15)])
def test_every_frame_is_there_and_the_last_one_stays(run, kind, count):
    pictures = shown(run, kind)
    assert len(pictures) == count
    for picture, expected in zip(pictures, drawn(run, 8), strict=False):
        assert picture.shape == expected.shape
        assert np.abs(picture.astype(int) - expected).mean() < 3


@pytest.mark.parametrize("options", [{"view": "space"}, {"view": "overlaid", "arrows": "3"}, {"view": "curves"}])
def test_every_view_moves(run, options):
    pictures = shown(run, "mp4", **options)
    assert len(pictures) == 8 + 15
    changed = [np.abs(after.astype(int) - before).max() for before, after in pairwise(pictures[:8])]
    assert min(changed) > 20


def test_gif_loops_and_holds_its_last_frame(run):
    with Image.open(io.BytesIO(exported(run, format="gif", **SMALL))) as image:
        assert image.info["loop"] == 0
        delays = []
        for i in range(image.n_frames):
            image.seek(i)
            delays.append(image.info["duration"])
    assert delays == [100] * 7 + [1500]


def test_gif_keeps_the_colours_of_the_paths(run):
    picture = shown(run, "gif")[-1]
    there = {"#" + bytes(colour).hex() for colour in np.unique(picture.reshape(-1, 3), axis=0)}
    assert {look.light for look in looks(run.scenario)} <= there
    assert tuple(picture[0, 0]) == (255, 255, 255)


@pytest.mark.parametrize("kind", VIDEOS)
def test_videos_say_their_rate_and_title(run, kind):
    with av.open(io.BytesIO(exported(run, format=kind, **SMALL))) as container:
        assert container.streams.video[0].average_rate == 10
        assert container.metadata["title"].startswith("Ravine: SGD")


@pytest.mark.parametrize("kind", ["gif", "mp4", "webm"])
def test_the_same_run_gives_the_same_bytes_and_progress_rises_to_one(run, kind):
    shares = []
    assert export(run, format=kind, progress=shares.append, **SMALL) == exported(run, format=kind, **SMALL)
    np.testing.assert_allclose(shares, np.arange(1, 9) / 8)


@pytest.mark.parametrize("kind", VIDEOS)
def test_colours_play_as_they_are_drawn_and_the_file_says_how(run, kind):
    """From brightness and two colours by the formulas of ITU-R BT.709, limited range; 1 there is BT.709."""
    options = {"width": "1440px", "height": "1080px", "fps": 2, "seconds": 1, "style": "dark"}
    with av.open(io.BytesIO(export(run, format=kind, **options))) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.color_range, codec.color_primaries, codec.color_trc, codec.colorspace) == (1, 1, 1, 1)
        *_, last = container.decode(video=0)
        planes = last.to_ndarray(format="yuv420p").astype(float)
    rows, columns = last.height, last.width
    brightness = planes[:rows]
    blue, red = planes[rows:].reshape(2, rows // 2, columns // 2)
    picture = np.zeros((rows // 2, columns // 2, 3))
    y = (brightness.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3)) - 16) / 219
    picture[..., 0] = y + 1.5748 * (red - 128) / 224
    picture[..., 2] = y + 1.8556 * (blue - 128) / 224
    picture[..., 1] = (y - 0.2126 * picture[..., 0] - 0.0722 * picture[..., 2]) / 0.7152
    wanted = drawn_large(run)
    for look in looks(run.scenario):
        colour = [int(look.dark[i : i + 2], 16) for i in (1, 3, 5)]
        same = (wanted == colour).all(axis=2).reshape(rows // 2, 2, columns // 2, 2).all(axis=(1, 3))
        inside = same[1:-1, 1:-1] & same[:-2, 1:-1] & same[2:, 1:-1] & same[1:-1, :-2] & same[1:-1, 2:]
        assert inside.sum() > 3  # within the marks
        assert np.abs(255 * np.median(picture[1:-1, 1:-1][inside], axis=0) - colour).max() < 5


@cache
def drawn_large(run) -> np.ndarray:
    sides = {"width": parse_length("1440px"), "height": parse_length("1080px"), "style": "dark"}
    with matplotlib_as_shipped():
        return next(frames(run, VIEW, SHOWN, [run.scenario.num_steps], 96, **DRAWING | sides))[..., :3].copy()


def test_an_mp4_has_its_index_first(run):
    data = exported(run, format="mp4", **SMALL)
    assert 0 < data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize("kind", ["gif", "mp4", "webm"])
def test_the_first_frame_shows_the_whole_run(run, kind):
    first, second, *_, last = shown(run, kind)
    assert np.abs(first.astype(int) - last).mean() < 2
    assert np.abs(second.astype(int) - last).mean() > 2 * np.abs(first.astype(int) - last).mean()


def test_steps_run_from_the_first_to_the_last_after_a_picture_of_it_all():
    assert steps_of(30, 5).tolist() == [30, 0, 10, 20, 30]
    assert steps_of(1, 5).tolist() == [1, 0, 0, 1, 1]


def test_a_frame_shows_the_path_up_to_its_step(run):
    with matplotlib_as_shipped():
        sheet = draw(run, VIEW, SHOWN, **DRAWING, letters=False, step=None)
        seen = {artist.get_gid(): artist for moving in sheet.moving for artist in moving.artists}
        for step in (0, 7, 30):
            sheet.show(step)
            for i, path in enumerate(run):
                np.testing.assert_array_equal(seen[f"path-{i}"].get_path().vertices, path.points[: step + 1])
                np.testing.assert_array_equal(seen[f"curve-{i}"].get_path().vertices[:, 1], path.losses[: step + 1])
                np.testing.assert_allclose(np.ravel(seen[f"end-{i}"].get_data()), path.points[step], rtol=1e-12)


def test_memory_does_not_grow_with_the_number_of_frames():
    run = simulate(Scenario(surface="ravine", optimizers=["sgd"], num_steps=40))
    peaks = []

    def begin(share: float) -> None:
        """With the first frame: what is drawn before it has nothing to do with their number, and is slow to trace."""
        if not tracemalloc.is_tracing():
            tracemalloc.start()

    for seconds in (0.3, 0.7):
        gc.collect()
        gc.disable()  # a figure is a circle: when it goes would depend on what other tests have left behind
        try:
            export(run, format="gif", width="400px", fps=10, seconds=seconds, progress=begin)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
            gc.enable()
    frame = 400 * 200 * 4
    assert peaks[1] - peaks[0] < frame
