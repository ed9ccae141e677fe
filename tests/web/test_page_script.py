"""How Streamlit takes the page's script in."""

import ast
from pathlib import Path

from streamlit.runtime.scriptrunner import magic
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

import optviz.pages

SCRIPT = Path(optviz.pages.__path__[0]) / "main.py"


def test_it_is_compiled_as_it_is(monkeypatch):
    """Python 3.11 fails where two threads take texts apart at once, and the page would stay empty."""

    def refuse(*_):
        raise SystemError("AST constructor recursion depth mismatch")

    monkeypatch.setattr(magic, "add_magic", refuse)
    assert ScriptCache().get_bytecode(str(SCRIPT)).co_filename == str(SCRIPT)


def test_it_loads_first_what_the_server_loads_beside_it():
    """Two threads that load parts of NumPy in another order each find one that is not there yet: a page said so."""
    body = ast.parse(SCRIPT.read_text(encoding="utf-8")).body
    names = [
        name
        for one in body
        if isinstance(one, ast.Import | ast.ImportFrom)
        for name in ([one.module] if isinstance(one, ast.ImportFrom) else [alias.name for alias in one.names])
    ]
    assert next(name for name in names if name.startswith("optviz")) == "optviz.web.server"
