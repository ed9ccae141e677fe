"""How Streamlit takes the page's script in."""

from pathlib import Path

from streamlit.runtime.scriptrunner import magic
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

import optviz.pages


def test_it_is_compiled_as_it_is(monkeypatch):
    """Python 3.11 fails where two threads take texts apart at once, and the page would stay empty."""

    def refuse(*_):
        raise SystemError("AST constructor recursion depth mismatch")

    monkeypatch.setattr(magic, "add_magic", refuse)
    script = Path(optviz.pages.__path__[0]) / "main.py"
    assert ScriptCache().get_bytecode(str(script)).co_filename == str(script)
