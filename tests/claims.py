"""Where the test of a claim is, for texts whose claims are held in many places."""

from pathlib import Path

TESTS = Path(__file__).parent


def exists(file: str, name: str) -> bool:
    """Whether a file of the tests has a test of this name, in Python or in JavaScript."""
    text = (TESTS / file).read_text(encoding="utf-8")
    if file.endswith(".py"):
        return f"\ndef {name}(" in text
    return f'test("{name}"' in text or f"test(`{name}, ${{" in text
