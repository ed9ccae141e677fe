"""The package as somebody gets it: built, looked into, installed, and used away from the checkout.

It is built without the network, by the build tools of the development requirements, and installed into a fresh
environment. That one sees the third-party packages of the development environment through a `.pth` file, since
fetching them takes minutes; it sees nothing of the checkout.
"""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from playwright.sync_api import sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, Server, find_chromium
from optviz.version import __version__

ROOT = Path(__file__).parents[1]
INFO = f"optviz-{__version__}.dist-info"
IGNORED = {"__pycache__"}
QUICKLY = ("--no-deps", "--no-index", "--no-compile", "--quiet")


def python(*words, **options):
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, check=False, **options)


def build(source, folder):
    """The wheel of a source, by pip, as `pip install` builds it."""
    words = [
        "pip",
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--wheel-dir",
        folder,
        source,
    ]
    done = python("-m", *words)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def source_archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    done = python("-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(source_archive, tmp_path_factory):
    """Made from the source archive, as uv and pipx make it."""
    return build(source_archive, tmp_path_factory.mktemp("wheel"))


def content(wheel):
    with ZipFile(wheel) as files:
        return {name: files.read(name) for name in files.namelist()}


def files_of(folder, within):
    """The files of a folder of the checkout, by their names in the package."""
    return {
        f"{within}/{path.relative_to(ROOT / folder).as_posix()}": path.read_bytes()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not IGNORED & set(path.parts)
    }


def test_the_wheel_has_the_package_and_nothing_else(wheel):
    expected = files_of("optviz", "optviz") | files_of("surfaces", "optviz/surfaces")
    expected["optviz/web/app.py"] = (ROOT / "app.py").read_bytes()
    expected["optviz/web/.streamlit/config.toml"] = (ROOT / ".streamlit" / "config.toml").read_bytes()
    found = content(wheel)
    about = {name for name in found if name.startswith(f"{INFO}/")}
    assert {name: found[name] for name in found if name not in about} == expected
    assert {name.removeprefix(f"{INFO}/") for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/optviz/figures/fonts/LICENSE.txt",
    }


def test_the_checkout_builds_the_same_wheel(wheel, tmp_path):
    assert content(build(ROOT, tmp_path)) == content(wheel)


def test_its_dependencies_are_the_one_list(wheel):
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    expected = {str(Requirement(line)) for line in lines if line and not line.startswith("#")}
    about = Parser().parsestr(content(wheel)[f"{INFO}/METADATA"].decode())
    assert {str(Requirement(text)) for text in about.get_all("Requires-Dist")} == expected
    assert about["Version"] == __version__


def test_the_release_is_the_same_everywhere():
    assert re.search(r"^## \[([^]]+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)[1] in ("Unreleased", __version__)
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(r"^version: (.+)$", citation, re.M)[1] == __version__


def test_what_builds_it_is_among_the_development_requirements():
    lines = (ROOT / "requirements-dev.txt").read_text().splitlines()
    built_with = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert set(built_with) <= set(lines)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of a fresh environment's programs, with the wheel installed."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    paths = sysconfig.get_paths("venv", {"base": home, "platbase": home})
    others = sysconfig.get_path("purelib")
    (Path(paths["purelib"]) / "others.pth").write_text(others + "\n")
    interpreter = Path(paths["scripts"]) / Path(sys.executable).name
    done = python("-m", "pip", "--python", interpreter, "install", *QUICKLY, wheel)
    assert done.returncode == 0, done.stderr
    return Path(paths["scripts"])


@pytest.fixture
def elsewhere(tmp_path):
    """How to run a program with nothing of the checkout in reach, and with modules around that must not be taken."""
    for name in ("app", "surfaces", "random"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('not the one that is meant')\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    return {"cwd": tmp_path, "env": environment | {"OPTVIZ_CACHE": str(tmp_path / "cache")}}


def test_the_command(installed, elsewhere):
    def optviz(*words):
        done = subprocess.run([installed / "optviz", *words], capture_output=True, check=False, text=True, **elsewhere)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert optviz("--version") == f"optviz {__version__}\n"
    optviz("render", "surface=linear_regression&optimizers.0=sgd&num_steps=20", "-o", "figure.png", "-o", "page.html")
    assert (elsewhere["cwd"] / "figure.png").read_bytes().startswith(b"\x89PNG")
    assert (elsewhere["cwd"] / "page.html").stat().st_size > 50_000  # the player is inside
    optviz("run", "page.html", "-o", "script.py", "--format", "jax")
    assert "def step" in (elsewhere["cwd"] / "script.py").read_text()


def test_the_page(installed, elsewhere):
    server = Server(begin=(installed / "optviz", "--"), **elsewhere)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
            page = browser.new_page()
            page.goto(server.address)
            page.wait_for_function("window.optvizPlayer?.playhead.step > 1", timeout=60_000)
            assert page.locator(".ov-panel").count() == 4
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "14px"  # of config.toml
            browser.close()
    finally:
        server.end()
        server.log.close()
