"""What came of each fault, and which goals it met."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.cluster.watch import Word

BACK_WITHIN_S, SAID_WITHIN_S = 30.0, 15.0


@dataclass(frozen=True, slots=True)
class Row:
    """One fault as it went; `why_not` says in a sentence why it was not played."""

    fault: str
    paused: float = 0.0
    took: float = 0.0
    """Seconds of what somebody does by hand, and that is no fault: nobody waits for it to heal."""
    acts: int = 0
    lost: int = 0
    doubled: str = ""
    again: int = 0
    started_by_hand: int = 0
    restarted: int = 0
    ready: Word | None = None
    log: Word | None = None
    order: str = ""
    gave_up: int = 0
    why_not: str = ""

    @property
    def is_told(self) -> bool:
        """Healed so soon that there was nothing to tell; else both said it in time."""
        words = (self.ready, self.log)
        return self.paused <= SAID_WITHIN_S or all(word and word.after <= SAID_WITHIN_S for word in words)

    @property
    def promises(self) -> dict[str, bool]:
        """What holds however slow a machine is."""
        if self.why_not:
            return {}
        return {
            "nothing acknowledged is lost": self.lost == 0 and self.acts > 0,
            "nothing is done twice": not self.doubled,
            "order of events": not self.order,
            "nothing of ours started by hand": self.started_by_hand == 0,
        }

    @property
    def goals(self) -> dict[str, bool]:
        """The promises, and how soon."""
        if self.why_not or self.took:
            return self.promises
        return self.promises | {
            f"writes within {BACK_WITHIN_S:g} s": self.paused <= BACK_WITHIN_S and self.gave_up == 0,
            f"healed or named within {SAID_WITHIN_S:g} s": self.is_told,
        }

    @property
    def missed(self) -> list[str]:
        return [name for name, met in self.goals.items() if not met]

    @property
    def is_kept(self) -> bool:
        return all(self.promises.values())


def show(rows: list[Row], console: Console) -> int:
    """Prints them, and how many goals were met and missed; returns how many were missed."""
    table = Table(
        "fault", "no write for", "acts", "lost", "twice", "on the wire again", "restarts (by hand)", "order"
    )
    for row in rows:
        if row.why_not:
            table.add_row(row.fault, row.why_not)
            continue
        table.add_row(
            row.fault,
            f"took {row.took:.0f} s" if row.took else f"{row.paused:.1f} s",
            str(row.acts),
            str(row.lost),
            row.doubled or "0",
            str(row.again),
            f"{row.restarted} ({row.started_by_hand})",
            row.order or "whole",
        )
    console.print(table)
    for row in rows:
        if not row.why_not and not row.took:
            console.print(f"{row.fault}:", highlight=False)
            console.print(f"  /readyz {_told(row.ready)}", highlight=False, markup=False)
            console.print(f"  log     {_told(row.log)}", highlight=False, markup=False)
        for goal in row.missed:
            console.print(f"  missed: {goal}", style="red", highlight=False)
    missed = sum(len(row.missed) for row in rows)
    met = sum(len(row.goals) for row in rows) - missed
    console.print(f"{met} goals met, {missed} missed", highlight=False)
    return missed


def _told(word: Word | None) -> str:
    return f"after {word.after:.1f} s: {word.text}" if word else "said nothing of it"
