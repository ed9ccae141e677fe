"""Firefox as Debian has it, over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): as much as the tests need.

Playwright drives no Firefox but its own build, which no package registry has.
"""

import base64
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 60
"""Seconds after which something will never happen, however busy the machine is."""

SETTINGS = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#",
    "toolkit.telemetry.enabled": False,
}
KEYS = {
    "Enter": "\ue006",
    "Shift": "\ue008",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}


class Firefox:
    """One tab of a Firefox process."""

    def __init__(self, line: ClientConnection):
        self.line, self.asked = line, 0
        self.complaints: list[str] = []
        self.send("session.new", capabilities={})
        # The window that it begins with is not in front: keys press no button there, and nothing fills the screen.
        self.tab = self.send("browsingContext.create", type="window")["context"]
        self.send("session.subscribe", events=["log.entryAdded"])

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Asks for something and waits for its result; what the page complains of meanwhile is noted.

        Raises:
            RuntimeError: Firefox refuses it.
        """
        self.asked += 1
        self.line.send(json.dumps({"id": self.asked, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.line.recv(timeout=PATIENCE))
            if message["type"] == "event":
                entry = message["params"]
                if entry.get("level") == "error":
                    self.complaints.append(entry["text"])
            elif message.get("id") == self.asked:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]

    def resize(self, width: int, height: int) -> None:
        self.send("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    def open(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def read(self, expression: str) -> Any:
        """The value of a JavaScript expression, which may be a promise.

        Raises:
            RuntimeError: it throws.
        """
        said = self.send(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))",
            target={"context": self.tab},
            awaitPromise=True,
        )
        if said["type"] == "exception":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    def wait(self, condition: str) -> None:
        """Until a JavaScript condition holds; looked at in each frame.

        Raises:
            TimeoutError: it does not, ever.
        """
        self.read(f"""new Promise((done, failed) => {{
          const end = performance.now() + {PATIENCE * 1000 * 0.9};
          const look = () => {{
            let holds = false;
            try {{ holds = {condition}; }} catch {{ /* not there yet */ }}
            if (holds) done(true);
            else if (performance.now() > end) failed(new Error("never: " + {json.dumps(condition)}));
            else setTimeout(look, 10);
          }};
          look();
        }})""")

    def point(self, actions: Sequence[dict[str, Any]], kind: str = "mouse") -> None:
        """What a mouse, a pen or a finger does, one after the other."""
        pointer = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": list(actions)}
        self.send("input.performActions", context=self.tab, actions=[pointer])

    def drag(self, points: Sequence[tuple[float, float]], kind: str = "mouse") -> None:
        """Presses at the first point, moves through the others and lets go at the last."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in points]
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        self.point([moves[0], down, *moves[1:], up], kind)

    def click(self, x: float, y: float) -> None:
        self.drag([(x, y)])

    def double_click(self, x: float, y: float) -> None:
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        self.point([{"type": "pointerMove", "x": round(x), "y": round(y)}, down, up, down, up])

    def wheel(self, x: float, y: float, delta: int) -> None:
        scroll = {"type": "scroll", "x": round(x), "y": round(y), "deltaX": 0, "deltaY": delta}
        self.send("input.performActions", context=self.tab, actions=[{"type": "wheel", "id": "w", "actions": [scroll]}])

    def press(self, *keys: str) -> None:
        """Keys, held down together and let go."""
        values = [KEYS.get(key, key) for key in keys]
        actions = [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
        self.send("input.performActions", context=self.tab, actions=[{"type": "key", "id": "k", "actions": actions}])

    def box(self, selector: str) -> dict[str, float]:
        """Where the first element of a selector is, in pixels of the viewport."""
        self.wait(f"document.querySelector({json.dumps(selector)})")
        return self.read(f"""(() => {{
          const element = document.querySelector({json.dumps(selector)});
          element.scrollIntoView({{ block: "nearest" }});
          const {{ x, y, width, height }} = element.getBoundingClientRect();
          return {{ x, y, width, height }};
        }})()""")

    def middle(self, selector: str) -> tuple[float, float]:
        box = self.box(selector)
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def screenshot(self) -> bytes:
        """What the viewport shows, as PNG."""
        return base64.b64decode(self.send("browsingContext.captureScreenshot", context=self.tab)["data"])


@contextmanager
def firefox(program: str, scheme: str = "light") -> Iterator[Firefox]:
    """A fresh Firefox without a window, with a profile of its own; it ends with the block.

    Args:
        program: its path.
        scheme: `light` or `dark`, as pages are told.
    """
    content = {"layout.css.prefers-color-scheme.content-override": {"dark": 0, "light": 1}[scheme]}
    with TemporaryDirectory(prefix="optviz-firefox-", ignore_cleanup_errors=True) as profile:
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in (SETTINGS | content).items()
        )
        (Path(profile) / "user.js").write_text("".join(lines), "utf-8")
        said = Path(profile) / "said.txt"
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with said.open("w", encoding="utf-8") as log:
            process = subprocess.Popen([*command, "about:blank"], stdout=log, stderr=log)
        try:
            with connect(
                f"{listening(process, said)}/session", max_size=None, ping_interval=None, open_timeout=PATIENCE
            ) as line:
                yield Firefox(line)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def listening(process: subprocess.Popen, said: Path) -> str:
    """The address at which it takes a line, once it has printed it.

    Raises:
        RuntimeError: it ended before.
    """
    while True:
        text = said.read_text("utf-8", "replace")
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)\s", text):
            return found[1]
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError(f"Firefox ended before it listened:\n{text}")
