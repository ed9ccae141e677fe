"""GIF, MP4 and WebM: the paths growing, step by step. Memory does not grow with the number of frames.

The same Run gives the same bytes on the same machine; on another one an encoder may round otherwise.
"""

import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from optviz.engine.simulate import Run
from optviz.exports.base import PIXELS_AN_INCH, Format, OptionError, check_pixels, length, number
from optviz.exports.figure import SHOWN, composed, drawing, name_of
from optviz.exports.stamp import stamp
from optviz.texts.words import Words, words

if TYPE_CHECKING:
    from av import VideoFrame
    from av.video.codeccontext import VideoCodecContext
    from av.video.reformatter import VideoReformatter

MOST_PIXELS, MOST_FRAMES = 3840, 1800
MOST_PIXELS_IN_ALL = 8_000_000_000
"""Of all frames: some 80 seconds' work for one core. A server breaks off what takes longer than three minutes."""
USUAL_SHAPE = 9 / 16
"""What a frame without a height of its own has about: its height over its width."""
Codec = Literal["libx264", "libvpx-vp9"]
HOLD = 1.5
"""How long the last frame stays before the clip begins again, in seconds."""


def counted(pictures: Iterator[np.ndarray], count: int, progress: Callable[[float], None]) -> Iterator[np.ndarray]:
    """The pictures, telling `progress` how many of them are done."""
    for i, picture in enumerate(pictures):
        yield picture
        progress((i + 1) / count)


def number_of_frames(fps: int, seconds: float) -> int:
    return max(round(seconds * fps), 3)


def check_clip(values: Mapping[str, Any]) -> None:
    """Refuses a clip with too many frames, or too many pixels in one or in all of them."""
    width, height, fps = values["width"], values["height"], values["fps"]
    check_pixels(width, height, PIXELS_AN_INCH, MOST_PIXELS)
    sides = [side.inches * PIXELS_AN_INCH for side in (width, height) if side]
    pixels = sides[0] * (sides[1] if height else sides[0] * USUAL_SHAPE)
    most = min(MOST_FRAMES, int(MOST_PIXELS_IN_ALL / pixels))
    count = number_of_frames(fps, values["seconds"])
    if count > most:
        raise OptionError.of(
            "seconds",
            "too_many_frames" if most == MOST_FRAMES else "too_many_frames_so_large",
            count=count,
            most=most,
            seconds=f"{math.floor(10 * most / fps) / 10:g}",
        )


def steps_of(num_steps: int, count: int) -> np.ndarray:
    """The steps that `count` frames show: from the first to the last, evenly, and before them the last one.

    What a clip shows before it is played is its first frame; where it begins again, the last one just stays longer.
    """
    return np.rint([num_steps, *np.linspace(0, num_steps, count - 1)]).astype(int)


def drawn(run: Run, steps: Iterable[int], options: dict) -> Iterator[np.ndarray]:
    """A frame for each step; they have to be asked for within `drawing`."""
    from optviz.figures.frames import frames

    view, shown, rest = composed(run, options)
    return frames(run, view, shown, steps, PIXELS_AN_INCH, **rest)


def write_gif(run: Run, *, progress: Callable[[float], None], fps: int, seconds: float, **options: Any) -> bytes:
    from optviz.figures import gif

    count = number_of_frames(fps, seconds)
    with drawing():
        late = next(drawn(run, [run.scenario.num_steps], options)).copy()
        pictures = counted(drawn(run, steps_of(run.scenario.num_steps, count), options), count, progress)
        delay, hold = round(100 / fps), round(100 * HOLD)
        return gif.encode(pictures, late, delay=delay, hold=hold, last=count - 1, comment=stamp(run.scenario))


def write_video(
    run: Run,
    container: str,
    codec: Codec,
    settings: dict,
    container_settings: dict,
    *,
    progress: Callable[[float], None],
    fps: int,
    seconds: float,
    **options: Any,
) -> bytes:
    import av
    from av.container import Flags
    from av.video.reformatter import VideoReformatter

    count = number_of_frames(fps, seconds)
    file, reformatter = io.BytesIO(), VideoReformatter()

    def read_again(url: str, flags: int, options: dict) -> io.BytesIO:
        """What has been written so far: to move the index of an MP4 to its front."""
        return io.BytesIO(file.getvalue())

    with drawing(), av.open(file, "w", container, container_settings, io_open=read_again) as output:
        output.flags |= Flags.bitexact.value
        output.metadata.update({"title": name_of(run), "comment": stamp(run.scenario)})
        stream = output.add_stream(codec, rate=fps, options=settings)
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, fps)
        set_colours(stream.codec_context)
        for picture in held(
            counted(drawn(run, steps_of(run.scenario.num_steps, count), options), count, progress), round(HOLD * fps)
        ):
            if not stream.codec_context.is_open:
                stream.height, stream.width = picture.shape[:2]
            output.mux(stream.encode(in_video_colours(reformatter, np.ascontiguousarray(picture))))
        output.mux(stream.encode())
    return file.getvalue()


def set_colours(codec: "VideoCodecContext") -> None:
    """Says in the file what its colours mean; players guess otherwise, by the height of the picture."""
    from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

    codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.ITU709
    codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def in_video_colours(reformatter: "VideoReformatter", picture: np.ndarray) -> "VideoFrame":
    """An RGBA picture as brightness and two colours by BT.709, in the limited range.

    The reformatter keeps what it has set up from one picture to the next, and by one thread it works least.
    """
    from av import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace

    return reformatter.reformat(
        VideoFrame.from_ndarray(picture, format="rgba"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )


def held(pictures: Iterator[np.ndarray], more: int) -> Iterator[np.ndarray]:
    """The pictures, and the last one `more` times again."""
    for picture in pictures:
        yield picture
    for _ in range(more):
        yield picture


def write_mp4(run: Run, **options: Any) -> bytes:
    # x264's macroblock tree weighs the first frame by memory that nobody has written: other bytes each time
    settings = {"crf": "23", "preset": "veryfast", "tune": "animation", "mbtree": "0", "threads": "2"}
    return write_video(run, "mp4", "libx264", settings, {"movflags": "faststart"}, **options)


def write_webm(run: Run, **options: Any) -> bytes:
    settings = {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1", "threads": "2"}
    return write_video(run, "webm", "libvpx-vp9", settings, {}, **options)


def on_even_sides(values: Mapping[str, Any]) -> Words | None:
    """Says so where a clip gets a pixel less than was asked for: two by two, pixels share their colour."""
    sides = [round(values[key].inches * PIXELS_AN_INCH) for key in ("width", "height") if values[key]]
    odd = [side for side in sides if side % 2]
    return words("even_sides", given=odd[0], taken=odd[0] - 1) if odd else None


def options_of(fastest: int) -> tuple:
    return (
        length("width", "width", "1280px"),
        length("height", "height", None),
        *SHOWN,
        number("fps", "frames a second", 20, 1, fastest, integer=True),
        number("seconds", "seconds until the last step", 6.0, 0.1, 60.0),
    )


GIF = Format(
    key="gif",
    title="GIF clip",
    group="clip",
    is_drawn=True,
    summary="A moving image for chats and slides, which begins again by itself.",
    extension=".gif",
    media_type="image/gif",
    write=write_gif,
    options=options_of(50),
    check=check_clip,
    has_progress=True,
    remark=on_even_sides,
)
MP4 = Format(
    key="mp4",
    title="MP4 clip",
    group="clip",
    is_drawn=True,
    summary="A film for slides and talks, smaller than the GIF: plays while it is still coming.",
    extension=".mp4",
    media_type="video/mp4",
    write=write_mp4,
    options=options_of(60),
    check=check_clip,
    has_progress=True,
    remark=on_even_sides,
)
WEBM = Format(
    key="webm",
    title="WebM clip",
    group="clip",
    is_drawn=True,
    summary="A film for web pages, smaller than the GIF.",
    extension=".webm",
    media_type="video/webm",
    write=write_webm,
    options=options_of(60),
    check=check_clip,
    has_progress=True,
    remark=on_even_sides,
)
