"""What is drawn on the page's canvases, noted as it is drawn: nothing that the page says about itself."""

from pathlib import Path

RECORDER = (Path(__file__).parent / "recorder.js").read_text(encoding="utf-8")


def record(screen) -> None:
    """Notes what is drawn from now on, on a screen that is not open yet."""
    screen.runs_first(RECORDER)


def drawn_in(screen, selector: str, i: int = 0) -> list[dict]:
    """What was drawn so far on the canvases of an element."""
    return screen.page.evaluate("([selector, i]) => drawnIn(document.querySelectorAll(selector)[i])", [selector, i])


def dashes(drawn: list[dict], colour: str) -> dict[float, set[tuple[float, ...]]]:
    """The dashes of the lines of a colour, by their width."""
    lines = [one for one in drawn if (one["name"], one["shape"], one.get("colour")) == ("stroke", None, colour)]
    return {
        width: {tuple(one["dash"]) for one in lines if one["width"] == width}
        for width in {one["width"] for one in lines}
    }


def marks(drawn: list[dict], colour: str) -> set[tuple[str, str]]:
    """The marks of a colour: whether their outline is stroked or filled, and its shape."""
    return {(one["name"], one["shape"]) for one in drawn if one.get("colour") == colour and one["shape"]}
