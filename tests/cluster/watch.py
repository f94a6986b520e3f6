"""Whoever looks after the machines: asks `/readyz` of both APIs each second, and reads all logs."""

import re
import threading
import time
from dataclasses import dataclass

from tests.cluster.minka import Minka

_SAYS = re.compile(r" (?:WARNING|ERROR) \S+ (.*)$")


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was said of a fault, so many seconds after it began."""

    after: float
    text: str


class Watch:
    """Looks from `start` until `stop`."""

    def __init__(self, minka: Minka) -> None:
        self._minka = minka
        self._seen: list[tuple[float, str]] = []
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._look, args=(url,), name="watch", daemon=True) for url in minka.urls
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def ready_said(self, since: float) -> Word | None:
        """The first sentence of a part that was not well since then."""
        for at, text in sorted(self._seen):
            if at >= since and text:
                return Word(at - since, text)
        return None

    def log_said(self, since: float) -> Word | None:
        """The first line since then that is a warning or worse and no caller's refusal."""
        lines = [one for unit in self._minka.units for one in unit.said_since(since)]
        for line in sorted(lines, key=lambda one: one.at):
            found = _SAYS.search(line.text)
            if found and "refused:" not in line.text:
                return Word(line.at - since, found[1].split(" [")[0])
        return None

    def _look(self, url: str) -> None:
        while not self._over.wait(1):
            told = self._minka.ready(url)
            parts = [part for part in told.get("parts", []) if part["state"] != "ok"]
            text = f"{parts[0]['name']}: {parts[0]['sentence']}" if parts else ""
            self._seen.append((time.monotonic(), text))
