"""What a format and its options say of themselves is so."""

import ast
import csv
import gzip
import io
import json
import re
from base64 import b64decode
from collections import defaultdict
from functools import cache

import av
import numpy as np
import plotly.io
import pytest
from matplotlib.colors import to_rgb
from PIL import Image, ImageSequence

from optviz import Scenario, export, figure, simulate
from optviz.browser.programs import names_of
from optviz.exports.export import FORMATS
from optviz.figures.relief import Camera, turned
from optviz.lessons.catalogue import lessons
from optviz.views.catalogue import VIEWS

CLAIMS, OPTIONS = {}, defaultdict(set)
SMALL = {"width": "400px", "fps": 10, "seconds": 0.8}
STEPS = 30


def says(key, summary):
    """Marks a test of the summary of a format."""
    CLAIMS[key] = summary
    return lambda test: test


def sets(title, *keys):
    """Marks a test of what is set by options of this title, which have these keys."""
    for key in keys:
        OPTIONS[key].add(title)
    return lambda test: test


@pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)
def test_every_sentence_is_held_by_a_test(kind):
    assert CLAIMS[kind.key] == kind.summary
    for option in kind.options:
        assert option.title in OPTIONS[option.key], option.title


@pytest.fixture(scope="module")
def plain():
    return simulate(Scenario(surface="ravine", start=(-2.0, 1.0), optimizers=["sgd", "momentum"], num_steps=STEPS))


@pytest.fixture(scope="module")
def clips(plain):
    return {kind: export(plain, format=kind, **SMALL) for kind in ("gif", "mp4", "webm")}


@says("gif", "A moving image for chats and slides, which begins again by itself.")
def test_gif(clips):
    image = Image.open(io.BytesIO(clips["gif"]))
    assert image.is_animated
    assert image.info["loop"] == 0  # without end


@says("mp4", "A film for slides and talks, smaller than the GIF: plays while it is still coming.")
def test_mp4(clips):
    assert len(clips["mp4"]) < len(clips["gif"])
    assert clips["mp4"].index(b"moov") < clips["mp4"].index(b"mdat")


@says("webm", "A film for web pages, smaller than the GIF.")
def test_webm(clips):
    assert len(clips["webm"]) < len(clips["gif"])
    with av.open(io.BytesIO(clips["webm"])) as film:
        assert film.streams.video[0].codec_context.name in ("vp8", "libvpx", "vp9", "libvpx-vp9", "libdav1d", "av1")


@sets("frames a second", "fps")
@sets("seconds until the last step", "seconds")
def test_frames_and_seconds(plain, clips):
    with av.open(io.BytesIO(clips["mp4"])) as film:
        assert film.streams.video[0].average_rate == 10
        pictures = [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(video=0)]
    still = [k for k, picture in enumerate(pictures) if np.abs(picture - pictures[-1]).mean() < 0.5]
    assert next(k for k in still if k > 0) + 1 == 0.8 * 10  # the first frame is the poster
    image = Image.open(io.BytesIO(clips["gif"]))
    assert [frame.info["duration"] for frame in ImageSequence.Iterator(image)][:-1] == [100] * 7


def script(run, kind):
    return export(run, format=kind).decode()


def modules_of(text):
    """What a script imports."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = [node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in nodes]
    return {name.split(".")[0] for name in named}


@says("python", "The same run in a few lines, with optviz.")
def test_python(plain):
    lines = [line for line in script(plain, "python").splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) < 30
    assert "optviz" in modules_of(script(plain, "python"))


@says("jax", "The surface and the rules written out, to read and to change.")
def test_jax(plain):
    text = script(plain, "jax")
    assert "optviz" not in modules_of(text)
    written = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert {plain.scenario.surface.record.function.__name__} <= written
    assert len(written) >= 5


@says("optax", "The same paths with optax, where it has the rules.")
def test_optax(plain):
    """That they are the same is held beside the other scripts; here, that those it lacks are named."""
    assert "optax" in modules_of(script(plain, "optax"))
    lacking = simulate(Scenario(surface="ravine", optimizers=["sgd", "rprop"], num_steps=3))
    assert "Rprop" in script(lacking, "optax")


@says("csv", "A row for the start and for each step of each path: for spreadsheets and statistics.")
def test_csv(plain):
    lines = [line for line in export(plain, format="csv").decode("utf-8-sig").splitlines() if line[0] != "#"]
    rows = list(csv.DictReader(lines))
    assert [int(row["step"]) for row in rows] == [*range(STEPS + 1)] * 2


@says("npz", "Every array of the run, with all digits: for NumPy.")
def test_npz(plain):
    file = np.load(io.BytesIO(export(plain, format="npz")))
    for name in ("points", "losses", "gradients", "learning_rates", "evaluations"):
        kept = [file[key] for key in file.files if key.split("/")[-1] == name]
        assert [one.tobytes() for one in kept] == [getattr(path, name).tobytes() for path in plain], name


@says("json", "What was run, without the results: for scripts and for the command line.")
def test_json(plain):
    assert Scenario.from_dict(json.loads(export(plain, format="json"))) == plain.scenario


@says("markdown", "What came out, a row for each optimizer: for notes and issues.")
def test_markdown(plain):
    rows = [line for line in export(plain, format="markdown").decode().splitlines() if line.startswith("|")]
    assert [row.split("|")[1].strip() for row in rows[2:]] == ["SGD", "Momentum"]


@says("png", "An image for slides, messages and pages.")
@sets("width", "width")
@sets("height", "height")
@sets("dots per inch", "dpi")
def test_png(plain):
    image = Image.open(io.BytesIO(export(plain, format="png", width="5in", height="400px", dpi=120)))
    assert image.size == (600, 500)
    assert image.info["dpi"] == pytest.approx((120, 120), abs=0.1)


@says("svg", "Paths and letters sharp at every size, with real text: for web pages, and for editing.")
@pytest.mark.parametrize("view", ["panels", "space"])
def test_svg(plain, view):
    text = export(plain, format="svg", view=view).decode()
    for i in range(2):
        assert re.search(rf'<g id="path-{i}">\s*<path d="M', text)
    assert {"SGD", "Momentum"} <= set(re.findall(r"<text[^>]*>([^<]+)</text>", text))


@says("pdf", "Paths and letters sharp at every size, fonts inside: for papers, posters and LaTeX slides.")
def test_pdf(plain):
    data = export(plain, format="pdf")
    assert b"/FontFile" in data
    assert len(re.findall(rb"/Subtype /Image", data)) == 2  # the grounds of the panels, and nothing else


@cache
def page_of(run, **options):
    return export(run, format="html", **options).decode()


@says("html", "This picture in one file, with playhead, views, curves and sliders, which work without a network.")
@sets("theme", "theme")
def test_html(plain):
    page = export(plain, format="html", theme="dark", view="overlaid").decode()
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
    assert 'data-theme="dark"' in page
    modules = gzip.decompress(b64decode(re.search('id="optviz-modules">([^<]*)<', page)[1])).decode()
    assert all(f'modules["{name}"]=' in modules for name in names_of(plain.scenario))  # which tests of the page drag
    shown = {"theme": '<html lang="en" data-theme="auto">'}
    assert shown["theme"] in page_of(plain, playground="used")


@sets("playground", "playground")
def test_a_page_takes_along_what_its_picture_uses_or_all_that_there_is(plain):
    found = {}
    for scope in ("used", "whole"):
        page = page_of(plain, playground=scope)
        texts = [gzip.decompress(b64decode(text)) for text in re.findall('type="text/plain" id="[^"]*">([^<]*)<', page)]
        found[scope] = b"".join(texts)
    for what in (b'modules["surfaces/beale"]', b'modules["optimizers/lion-2"]', b'"key": "momentum", "language": "zh"'):
        assert [what in found[scope] for scope in ("used", "whole")] == [False, True]
    assert b'"happened": ["' in found["whole"]  # what was said of the run goes with it


@sets("lesson beside it", "lesson")
@sets("its language", "language")
def test_a_lesson_in_a_page(plain):
    page = export(plain, format="html", lesson="zigzag", language="zh").decode()
    body = gzip.decompress(b64decode(re.search('id="optviz-payload">([^<]*)<', page)[1]))
    lesson = json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])["lesson"]
    assert (lesson["title"], lesson["before"], lesson["after"]) == (lessons("zh")["zigzag"].title, None, None)


@says("plotly", "To restyle in a notebook, in Dash or in a Streamlit app.")
@sets("frames to play, 0 for none", "frames")
def test_plotly(plain):
    for frames in (0, 7):
        restyled = plotly.io.from_json(export(plain, format="plotly", frames=frames).decode())
        assert len(restyled.frames) == frames
    restyled.update_layout(font_size=31)
    assert restyled.layout.font.size == 31


drawn = cache(figure)


def ids(made):
    return {one.get_gid() for one in made.findobj(lambda one: one.get_gid())}


def texts(made):
    return {one.get_text() for one in made.findobj(lambda one: hasattr(one, "get_text"))}


def patch(made, name):
    """What is drawn under a name."""
    (one,) = [artist for artist in made.findobj(lambda one: one.get_gid() == name) if hasattr(artist, "get_path")]
    return one


def corners(made, name):
    return patch(made, name).get_path().vertices


@sets("style", "style")
def test_style(plain):
    grounds = {style: drawn(plain, style=style) for style in ("light", "dark", "print")}
    brightness = {style: np.mean(to_rgb(made.get_facecolor())) for style, made in grounds.items()}
    assert brightness["dark"] < 0.3 < 0.9 < min(brightness["light"], brightness["print"])
    inks = [to_rgb(patch(grounds["print"], f"path-{i}").get_edgecolor()) for i in range(2)]
    assert np.ptp(inks, axis=1).max() == 0  # grey


@sets("view", "view")
@sets("curves", "curves")
@sets("title", "title")
@sets("panel letters", "letters")
def test_what_is_shown(plain):
    views = next(option.choices for option in FORMATS["png"].options if option.key == "view")
    table = simulate(Scenario(surface="overfitting", optimizers=["sgd", "momentum"], num_steps=3))
    runs = {key: table if view.needs_data or view.needs_held_out else plain for key, view in VIEWS.items()}
    found = {view: {axes.get_gid() for axes in drawn(runs[view], view=view).axes} for view in views}
    assert found == {
        "panels": {"panel-0", "panel-1", "curves"},
        "overlaid": {"panel-0", "curves"},
        "space": {"space", "curves"},
        "curves": {"curves"},
        "data": {"data"},
        "held_out": {"panel-0", "panel-1", "curves"},
    }
    bare = drawn(plain, curves=False, title=False, letters=True)
    assert "curves" not in ids(bare)
    assert "Ravine" not in texts(bare)
    assert {"(a)", "(b)"} <= texts(bare)
    assert "Ravine" in texts(drawn(plain))


@sets("arrows of gradient, velocity and step, enlarged so many times", "arrows")
@sets("Taylor models", "taylor")
@sets("up to step", "step")
def test_a_step_and_what_goes_on_there(plain):
    made = drawn(plain, arrows=1, taylor=True, step=5)
    for name in ("gradient", "velocity", "step", "plane"):
        assert any(one.startswith(f"{name}-1") for one in ids(made)), name
    assert corners(made, "path-0")[-1] == pytest.approx(plain[0].points[5])
    assert not any(one.startswith(("gradient-", "plane-")) for one in ids(drawn(plain, step=5)))


@sets("what the curves show", "curve")
@sets("scale of the curves", "scale")
@sets("what the curves are plotted against", "against")
def test_curves(plain):
    usual, other = drawn(plain), drawn(plain, curve="step_length", scale="linear", against="gradients")
    assert {"loss", "step"} <= texts(usual)
    assert {"step length", "gradients taken"} <= texts(other)
    lengths = np.hypot(*np.diff(plain[0].points, axis=0).T)
    np.testing.assert_allclose(corners(other, "curve-0")[:STEPS], np.column_stack([np.arange(STEPS), lengths]))
    assert {"10⁰", "10¹"} <= texts(usual)
    assert "10⁰" not in texts(other)


@sets("residuals of the data", "residuals")
def test_residuals():
    """A line from each of the fifty cars to each path's own."""
    cars = simulate(Scenario(surface="linear_regression", optimizers=["sgd"], num_steps=3))
    assert "residuals-0" not in ids(drawn(cars, view="data"))
    ends = corners(drawn(cars, view="data", residuals=True), "residuals-0").reshape(50, 2, 2)
    slope, intercept = cars[0].points[-1]
    np.testing.assert_allclose(ends[:, 1, 1], slope * ends[:, 0, 0] + intercept)


@sets("loss in 3D", "heights")
def test_heights(plain):
    said = [texts(drawn(plain, view="space", heights=heights, width="400px")) for heights in ("log", "linear")]
    assert "loss, log" in said[0]
    assert "loss" in said[1]
    assert "loss, log" not in said[1]


@sets("in 3D, from where around it, in degrees from the x axis", "azimuth")
@sets("in 3D, from how far above, in degrees", "elevation")
def test_from_where(plain):
    """The end of an axis is nearest to who stands there; from the end of x, y lies to the right."""
    x, y, up = np.eye(3)
    assert turned(Camera(0, 0), x) == pytest.approx((0, 0, 1))
    assert turned(Camera(0, 0), y) == pytest.approx((1, 0, 0))
    assert turned(Camera(90, 0), y) == pytest.approx((0, 0, 1))
    assert turned(Camera(0, 90), up) == pytest.approx((0, 0, 1))
    made = [
        drawn(plain, view="space", azimuth=azimuth, elevation=90, curves=False, width="400px") for azimuth in (-90, 90)
    ]
    first, other = (corners(one, "path-0") for one in made)
    np.testing.assert_allclose(first, -other, atol=1e-6)  # from the other side


@sets("with your own data", "own")
def test_a_table_of_ones_own():
    own = {"columns": ["x", "y"], "rows": [[1, 8123.4375], [2, 3]]}
    run = simulate(Scenario(surface={"key": "own_line", "table": own}, optimizers=["sgd"], num_steps=2))
    carrying = [kind.key for kind in FORMATS.values() if "own" in [option.key for option in kind.options]]
    assert carrying == ["python", "jax", "optax", "html", "json"]
    assert b"8123.4375" in export(run, format="json", own=True)
    assert b"8123.4375" not in export(run, format="json")
