"""The player's modules joined in one file: each a function that returns its exports, after those that it imports.

A page asks once for all of them, and each is there once, whichever part of the page needs it.
"""

import posixpath
import re
from functools import cache, partial
from pathlib import Path

from optviz.views.catalogue import VIEWS

FOLDER = Path(__file__).parent
BEGIN = {
    "live": ("streamlit.mjs", "elsewhere.mjs", "surfaces.mjs", "lessons.mjs"),
    "trials": ("trials.mjs",),
    "worker": ("map-worker.mjs",),
    "offline": ("offline.mjs",),
    "whole": ("whole.mjs",),
}
"""What pages begin with: those of a server, of which that of trials has its own; without one that of a single picture,
and the whole playground; and those who work beside a page."""
BEHIND: dict[str, tuple[str, ...]] = {"live": ("parts/own-table.mjs",), "whole": ("parts/own-table.mjs",)}
"""What of a page comes behind its first picture: once it is asked for, or with the programs."""
IMPORT = re.compile(r'^import (?:\* as (\w+)|(\{[^}]*\})) from "(\.[\w./-]+\.mjs)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)

COMMENT = re.compile(
    r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n|(?<=[;,{(]) // [^\n`]*$|/\*\* (?:(?!\*/)[^\n])*\*/ ?", re.MULTILINE
)
"""What stands on lines of its own, or in one: a third of all, for those who read the sources."""
INDENTATION = re.compile(r"^ +", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
EMPTY_LINES = re.compile(r"(?<=\n)\n+")
GOES_ON = re.compile(r"^((?:(?! // ).)*?) ?([,({\[;])\n", re.MULTILINE)
"""Likewise, and the ends of lines that go on in the next one, or after which another statement begins; out of texts of
several lines as well, of which only shaders are any."""
STYLE_GOES_ON = re.compile(r"(?<=[;{},])\n")


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def resolved(imported: str, name: str) -> str:
    """The file that a module's import such as `../core/run.mjs` means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


@cache
def modules_in_order(page: str) -> tuple[str, ...]:
    """What a page begins with (a key of `BEGIN`), its views, and all that they need, each after the ones it imports.

    This is the order in which it can define them. A page without a server may have fewer views.
    """
    views = [view for view in VIEWS.values() if page not in ("worker", "trials") and (page == "live" or view.offline)]
    return with_imports(*BEGIN[page], *(view.script for view in views), *BEHIND.get(page, ()))


def modules_behind(page: str) -> tuple[str, ...]:
    """Those of them that come behind its first picture: `BEHIND`, and on the page of the whole playground the views for
    surfaces with held-out examples, whose programs come there too."""
    if page not in BEHIND:
        return ()
    views = (view.script for view in VIEWS.values() if page == "live" or not view.needs_held_out)
    early = with_imports(*BEGIN[page], *views)
    return tuple(name for name in modules_in_order(page) if name not in early)


def with_imports(*names: str) -> tuple[str, ...]:
    """Modules and all that they need, each after the ones it imports."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name not in ordered:
            for found in IMPORT.finditer(read(name)):
                visit(resolved(found[3], name))
            ordered.append(name)

    for name in names:
        visit(name)
    return tuple(ordered)


def joined(page: str) -> str:
    """The text of one module that has the exports of each module of a page in `modules`, by its name."""
    behind = modules_behind(page)
    parts = (as_function(name, read(name)) for name in modules_in_order(page) if name not in behind)
    return "\n".join(["const modules = {};", *parts])


def joined_behind(page: str) -> str:
    """The text of a module whose `join(modules)` adds to these what comes behind the first picture of a page."""
    parts = (as_function(name, read(name)) for name in modules_behind(page))
    return "\n".join(["export function join(modules) {", *parts, "}", ""])


def bare(source: str) -> str:
    """A text without what is there for those who read it."""
    lines = EMPTY_LINES.sub("", INDENTATION.sub("", COMMENT.sub("", source)))
    return GOES_ON.sub(r"\1\2", lines)


def bare_style(source: str) -> str:
    """A style sheet likewise."""
    lines = EMPTY_LINES.sub("", INDENTATION.sub("", STYLE_COMMENT.sub("", source))).replace(" {\n", "{\n")
    return STYLE_GOES_ON.sub("", lines)


def as_function(name: str, source: str) -> str:
    """A module as a function that is called once, where its names are its own."""
    exported = ",".join(EXPORT.findall(source))
    body = bare(EXPORT.sub("", IMPORT.sub(partial(as_declaration, name), source)))
    body = body.replace("import.meta.url", f'new URL("{name}", import.meta.url)')
    return f'modules["{name}"]=(()=>{{\n{body}\nreturn{{{exported}}}}})();'


def as_declaration(name: str, found: re.Match) -> str:
    """An import as a declaration of the names that another module has returned."""
    names = found[1] or "".join(found[2].replace(" as ", ":").split())
    return f'const {names}=modules["{resolved(found[3], name)}"];'
