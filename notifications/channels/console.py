"""A channel for development, without credentials: prints in the terminal what would have been sent."""

from collections.abc import Callable
from unicodedata import category

from rich.console import Console
from rich.markup import escape

from notifications.channels.base import Outcome, Parcel, Verdict

Sink = Callable[[Parcel, str], None]


class ConsoleChannel:
    """Stands in for the channel called `name`: prints each parcel as a short block, then hands it to `sink`.

    `sink(parcel, name)` may keep the last messages for a page of its own. `console` is where the block goes,
    by default the terminal's standard output.
    """

    def __init__(
        self, sink: Sink | None = None, *, name: str = "console", console: Console | None = None
    ) -> None:
        self.name = name
        self._sink = sink
        self._console = console or Console(highlight=False)

    async def send(self, parcel: Parcel) -> Outcome:
        """Prints, and is always done."""
        self._console.print(describe(parcel, self.name), soft_wrap=True)
        if self._sink is not None:
            self._sink(parcel, self.name)
        return Outcome(Verdict.DONE, provider_id=f"{self.name}:{parcel.message_id}")

    async def aclose(self) -> None:
        """Nothing is open."""


def describe(parcel: Parcel, name: str) -> str:
    """The block for one parcel, in rich's markup; what the parcel says is shown as it is and never obeyed."""
    marks = ", urgent" if parcel.urgent else ""
    return "\n".join(
        [
            f"[bold cyan]✉ {_plain(name)}[/] → {_plain(parcel.address)}  "
            f"[dim]{_plain(parcel.kind)}, {_plain(parcel.locale)}{marks}[/]",
            f"  [bold]{_plain(parcel.subject)}[/]",
            *(f"  {_plain(line)}" for line in parcel.text.splitlines()),
            f"  [blue]{_plain(parcel.link)}[/]",
            *(f"  [dim]{_plain(line)}[/]" for line in parcel.footnote.splitlines()),
        ]
    )


def _plain(text: str) -> str:
    """Without control characters, which could recolour, clear or retitle the reader's terminal."""
    return escape("".join(_shown(letter) for letter in text))


def _shown(letter: str) -> str:
    if category(letter) == "Zs":  # French puts a narrow space of its own before a question mark.
        return " "
    return letter if letter.isprintable() else "·"
