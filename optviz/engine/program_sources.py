"""What flows into a compiled program: the modules that it is made in and of, all that they import, and their data.

Sources are read once, when programs begin to be kept, so that an edit of a file counts only for whoever loads it.
"""

import re
import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec, resolve_name
from pathlib import Path
from typing import Any

OURS = __name__.partition(".")[0]
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)|import[ \t]+([\w., \t]+))", re.MULTILINE
)


def checksum(modules: Iterable[str]) -> str:
    """A checksum of modules, by name, with all that flows into them."""
    total = sha256()
    for name in sorted(closure(modules)):
        for part in (name.encode(), source(name), *data(name)):
            total.update(b"%d " % len(part) + part)
    return total.hexdigest()


def closure(modules: Iterable[str]) -> set[str]:
    """Modules of ours, and all of ours that they import; not the packages that they lie in, unless these are named."""
    found, waiting = set(), list(modules)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imports(name)[0]
    return found


def take_in() -> None:
    """Reads everything of ours that is loaded."""
    for name in loaded():
        data(name)


def loaded() -> list[str]:
    """The modules of ours that are loaded, as they are now: another thread may be importing one."""
    return [name for name in list(sys.modules) if name.startswith(f"{OURS}.")]


@cache
def source(name: str) -> bytes:
    return Path(file_of(name)).read_bytes()


@cache
def data(name: str) -> tuple[bytes, ...]:
    """The files beside a module that it names: the tables that it reads."""
    text = source(name)
    return tuple(file.read_bytes() for file in other_files(Path(file_of(name)).parent) if file.stem.encode() in text)


@cache
def other_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix not in (".py", ".pyi", ".typed") and file.is_file())


def file_of(name: str) -> str:
    spec = sys.modules[name].__spec__ if name in sys.modules else find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(name)
    return spec.origin


@cache
def imports(name: str) -> tuple[set[str], set[str]]:
    """The modules of ours that a module imports, anywhere in its text, and the names that it has from others."""
    text = source(name).decode()
    package = name if Path(file_of(name)).stem == "__init__" else name.rpartition(".")[0]
    modules: set[str] = set()
    names: set[str] = set()
    for origin, some, whole in IMPORT.findall(text):
        if whole:
            modules |= {words.split()[0] for words in whole.split(",") if words.split()}
            continue
        base = resolve_name(origin, package)
        for words in some.strip("()").split(","):
            if not (parts := re.sub(r"#[^\n]*", "", words).split()):
                continue
            inner = f"{base}.{parts[0]}"
            modules.add(inner if is_module(base, inner) else base)
            names.add(parts[-1])
    return {module for module in modules if module.partition(".")[0] == OURS}, names


def is_module(package: str, name: str) -> bool:
    """Whether a name in a package of ours is a module."""
    if name in sys.modules or package.partition(".")[0] != OURS:
        return name in sys.modules
    found = find_spec(package)
    return bool(found and found.submodule_search_locations) and find_spec(name) is not None


@lru_cache(maxsize=1024)
def place_of(record: Any) -> tuple[str, str] | None:
    """The module in which a record is defined at the top level, and its name there; None if that is not one of ours."""
    for module in loaded():
        for name, value in list(vars(sys.modules[module]).items()):
            if value is record and name not in imports(module)[1]:
                return module, name
    return None
