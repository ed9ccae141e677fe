"""All modules of the player in one: each after what it imports, and the same as a loader of modules makes of it."""

import json
import re
import subprocess

import pytest

from optviz.player import assets
from optviz.player.joining import (
    BEGIN,
    COMMENT,
    FOLDER,
    IMPORT,
    bare,
    bare_style,
    joined,
    modules_behind,
    modules_in_order,
    read,
    resolved,
)
from tests.player.test_in_node import find_node

WHAT_THEY_EXPORT = """
globalThis.window = {};
const described = (exports) => Object.entries(exports).map(([name, value]) =>
  [name, typeof value === "function" ? String(value) : JSON.stringify(value)]).sort();
const { modules } = await import(process.argv[2]);
(await import(process.argv[3])).join(modules);
const seen = {};
for (const name of Object.keys(modules)) {
  const alone = await import(`${process.argv[1]}/${name}`);
  seen[name] = [described(modules[name]), described(alone)];
}
console.log(JSON.stringify(seen));
"""


def imported(name):
    return {resolved(found[3], name) for found in IMPORT.finditer(read(name))}


@pytest.mark.parametrize("page", BEGIN)
def test_modules_come_after_what_they_import(page):
    ordered = modules_in_order(page)
    assert set(BEGIN[page]) < set(ordered)
    for i, name in enumerate(ordered):
        assert imported(name) <= set(ordered[:i])


def test_every_module_is_in_a_page():
    known = {name for page in BEGIN for name in modules_in_order(page)}
    assert known == {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.mjs")}


@pytest.mark.parametrize("page", BEGIN)
def test_nothing_is_left_to_be_loaded(page):
    text, behind = joined(page), modules_behind(page)
    assert not re.findall(r"^(?:import|export) .*", text, re.MULTILINE)
    assert re.findall(r'^modules\["(.*)"\]=', text, re.MULTILINE) == [
        name for name in modules_in_order(page) if name not in behind
    ]


def test_what_comes_behind_needs_nothing_that_comes_later():
    """With the dialog of tables and the view of held-out examples comes what only these need."""
    behind = modules_behind("whole")
    assert {"parts/own-table.mjs", "core/csv.mjs", "views/held-out.mjs", "core/held-out.mjs"} <= set(behind)
    early = [name for name in modules_in_order("whole") if name not in behind]
    for i, name in enumerate(early):
        assert imported(name) <= set(early[:i])
    assert not any(modules_behind(page) for page in BEGIN if page not in ("live", "whole"))


def test_on_a_page_of_a_server_only_the_dialog_of_tables_comes_later():
    behind, text = modules_behind("live"), assets.content(assets.BEHIND).decode()
    assert set(behind) == {"parts/own-table.mjs", "core/csv.mjs", "core/own-table.mjs"}
    assert re.findall(r'^modules\["(.*)"\]=', text, re.MULTILINE) == list(behind)
    for name in behind:
        assert imported(name) <= set(modules_in_order("live"))


def test_joined_modules_export_what_they_export_alone(tmp_path):
    files = [tmp_path / name for name in (assets.MODULES, assets.BEHIND)]
    for file in files:
        file.write_bytes(assets.content(file.name))
    places = [place.as_uri() for place in (FOLDER, *files)]
    words = [find_node(), "--input-type=module", "--eval", WHAT_THEY_EXPORT, *places]
    seen = json.loads(subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True).stdout)
    behind = list(modules_behind("live"))
    assert list(seen) == [name for name in modules_in_order("live") if name not in behind] + behind
    for name, (together, alone) in seen.items():
        here = f'new URL("{name}", import.meta.url)'
        together = [(key, text.replace(here, "import.meta.url")) for key, text in together]
        assert together == [(key, bare(text)) for key, text in alone]


def test_no_text_is_taken_for_a_comment():
    """What stands between back quotes over several lines has none that looks like one."""
    for name in {name for page in BEGIN for name in modules_in_order(page)}:
        is_text = False
        for line in COMMENT.sub("", read(name)).splitlines() if "`" in read(name) else ():
            is_text ^= line.count("`") % 2 == 1
            assert not (is_text and re.match(r"\s*(//|/\*)", line)), (name, line)
            assert name == "layers/surface-in-space.mjs" or not (is_text and line.endswith(";")), (name, line)
        assert not is_text, name
    source = read("layers/surface-in-space.mjs")
    before, after = (re.findall(r"`#version[^`]*`", text) for text in (source, bare(source)))
    shaders = [re.sub("(?m)^ +| // .*", "", text) for text in before]  # they have comments of the same kind
    assert [re.sub(r" ?([(,{;])\n", r"\1", text) for text in shaders] == after
    assert all(text.startswith("`#version 300 es\n") for text in after)


def test_a_line_that_ends_in_words_ends():
    assert bare("f(\n  a,\n  b,\n);\nif (a) {\n  b();\n}\n") == "f(a,b,);if (a){b();}\n"
    assert bare("a(); // `b` and,\nc(); // see `d(\n") == "a(); // `b` and,\nc(); // see `d(\n"


def test_a_style_sheet_loses_only_what_its_readers_need():
    source = read("player.css")
    assert not re.search(r'"[^"\n]*/\*', source)  # no text has what looks like a comment
    rules = [
        re.sub(r"\s*([;{},]) ?", r"\1", re.sub(r"\s+", " ", text)).strip()  # where whitespace says nothing
        for text in (re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", "", source), bare_style(source))
    ]
    assert rules[0] == rules[1]
    assert "/*" not in rules[1]


def test_only_what_pages_ask_for_is_given_away():
    scripts = {"joined.mjs", "behind.mjs", "trials-joined.mjs", "worker.mjs"}
    assert set(assets.names()) == scripts | {"player.css", "files/export-panel.css", "surfaces.bin"}
    with pytest.raises(FileNotFoundError, match=r"player\.mjs"):
        assets.compressed("player.mjs")
