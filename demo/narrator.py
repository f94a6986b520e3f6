"""How the story is told on a terminal: chapters, sentences, and what must hold for the story to go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule

from demo.visitor import NotAsToldError


class Narrator:
    """Writes to `console`; times are told in `zone` (IANA)."""

    def __init__(self, console: Console, zone: str) -> None:
        self.console = console
        self._zone = ZoneInfo(zone)

    def chapter(self, title: str) -> None:
        self.console.print(Rule(title, align="left", style="dim"))

    def say(self, text: str) -> None:
        self.console.print(f"[green]•[/] {text}", highlight=False)

    def push(self, name: str, push: Mapping[str, str]) -> None:
        """What somebody's phone shows."""
        self.console.print(f"  [cyan]✉ {name.title()}'s phone:[/] {push['subject']} [dim]{push['text']}[/]")

    def time(self, moment: datetime | str) -> str:
        """Day and time of day, also of an ISO 8601 text."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{at.astimezone(self._zone):%a %d %b, %H:%M}"


def check(what: str, so: bool) -> None:
    """Raises NotAsToldError where it is not `so`; `what` ends the sentence "It was told that …"."""
    if not so:
        raise NotAsToldError(f"It was told that {what}. It is not so.")


def end_badly(console: Console, line: str) -> NoReturn:
    """One red line, and exit code 1."""
    console.print("✗", line, style="bold red", markup=False, highlight=False)
    raise SystemExit(1)
