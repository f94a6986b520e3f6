"""Debian's Firefox, driven by WebDriver BiDi over one websocket: as much of it as a person does with a page.

<https://www.w3.org/TR/webdriver-bidi/>. Playwright refuses this build; the browser's own protocol needs no driver.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

PROGRAM = "firefox-esr"
PATIENCE = 60
"""Seconds that an answer may take on a busy machine."""

Answer = dict[str, Any]


class Firefox:
    """One window. Commands wait for the page that they lead to."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, count(1)
        self._do("session.new", {"capabilities": {}})
        self.window: str = self._do("browsingContext.getTree", {})["contexts"][0]["context"]

    @classmethod
    @contextmanager
    def started(cls, profile: Path, *, scripts: bool) -> Iterator[Self]:
        """A browser of its own, with an empty profile in which pages' scripts run or not."""
        profile.mkdir(parents=True, exist_ok=True)
        preferences = {"javascript.enabled": scripts, "network.captive-portal-service.enabled": False}
        preferences |= {"network.connectivity-service.enabled": False, "app.update.enabled": False}
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()
        )
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [PROGRAM, "--headless", "--no-remote", "--profile", str(profile)]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port=0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        try:
            with connect(f"{_listens_at(process)}/session", open_timeout=PATIENCE, max_size=None) as line:
                yield cls(line)
        finally:
            process.kill()
            process.communicate()

    def _do(self, method: str, params: Answer) -> Answer:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._line.recv(timeout=PATIENCE))
            if said.get("id") == number:
                assert said["type"] == "success", (method, params, said)
                return dict(said["result"])

    def open(self, url: str) -> None:
        self._do("browsingContext.navigate", {"context": self.window, "url": url, "wait": "complete"})

    @property
    def path(self) -> str:
        tree = self._do("browsingContext.getTree", {"root": self.window})
        return str(urlsplit(tree["contexts"][0]["url"]).path)

    def _found(self, css: str) -> Answer:
        where = {"context": self.window, "locator": {"type": "css", "value": css}, "maxNodeCount": 1}
        nodes = self._do("browsingContext.locateNodes", where)["nodes"]
        assert nodes, f"{css} is not on {self.path}"
        return {"sharedId": nodes[0]["sharedId"]}

    def _asked(self, function: str, css: str) -> Any:
        """What a function of the driver says of an element; it runs also where the page's own scripts do not."""
        params = {
            "functionDeclaration": function,
            "arguments": [self._found(css)],
            "target": {"context": self.window, "sandbox": "test"},
            "awaitPromise": False,
        }
        return self._do("script.callFunction", params)["result"].get("value")

    def text(self, css: str = "body") -> str:
        return str(self._asked("element => element.innerText", css))

    def keep_cookie(self, name: str, value: str, host: str) -> None:
        """What a site would have given it before."""
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": host, "path": "/"}
        self._do("storage.setCookie", {"cookie": cookie})

    def press(self, css: str) -> None:
        """Presses a link or button, and waits until the page that follows is there."""
        self._unfold(css)
        self._do("session.subscribe", {"events": ["browsingContext.load"], "contexts": [self.window]})
        self._asked("element => element.scrollIntoView({block: 'center'})", css)
        pointer = {
            "type": "pointer",
            "id": "finger",
            "parameters": {"pointerType": "touch"},
            "actions": [
                {
                    "type": "pointerMove",
                    "x": 0,
                    "y": 0,
                    "origin": {"type": "element", "element": self._found(css)},
                },
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        }
        self._do("input.performActions", {"context": self.window, "actions": [pointer]})
        while json.loads(self._line.recv(timeout=PATIENCE)).get("method") != "browsingContext.load":
            pass
        self._do("session.unsubscribe", {"events": ["browsingContext.load"], "contexts": [self.window]})

    def type(self, css: str, words: str) -> None:
        """Fills in a field, key by key."""
        self._unfold(css)
        self._asked("element => element.focus()", css)
        keys = [{"type": kind, "value": key} for key in words for kind in ("keyDown", "keyUp")]
        board = {"type": "key", "id": "keys", "actions": keys}
        self._do("input.performActions", {"context": self.window, "actions": [board]})

    def tick(self, css: str) -> None:
        self._unfold(css)
        self._asked("element => element.click()", css)

    def choose(self, css: str, label: str) -> None:
        """Chooses one of a list, by what it is called."""
        found = f"one => one.textContent.trim() === {json.dumps(label)}"
        self._asked(f"list => {{ [...list.options].find({found}).selected = true }}", css)

    def _unfold(self, css: str) -> None:
        """What is folded away is opened first, as a finger does."""
        self._asked(
            """element => {
            for (let at = element.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
        }""",
            css,
        )


def _listens_at(process: "subprocess.Popen[str]") -> str:
    """The address that the browser says as it starts."""
    assert process.stderr is not None
    for line in process.stderr:
        if "WebDriver BiDi listening on" in line:
            return line.split("listening on", 1)[1].strip()
    raise AssertionError("Firefox did not start")
