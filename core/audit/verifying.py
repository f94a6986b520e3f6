"""The whole record looked over: does the chain hold, are the events what was sealed, does it end where it ended?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain as joined
from itertools import groupby
from pathlib import Path

from sqlmodel import Session

from core.audit import chain, epochs, heads, rows, sealing
from core.audit.chain import Fault, Seal, Wrong
from core.crypto.keyring import vault
from core.crypto.vault import Vault


@dataclass(frozen=True, slots=True)
class Report:
    """How the record stands. `sealed`: events under seals; `tail` of them are not, since `tail_since`."""

    seals: int
    sealed: int
    tail: int
    tail_since: datetime | None
    last: Seal | None
    fault: Fault | None


def verify(session: Session, heads_file: Path) -> Report:
    """Looks everything over, and names the first thing that does not hold: seals, then events, then the file."""
    lines = heads.read(heads_file, vault(session))  # first: a line is written after its seal
    there = sealing.seals(session)
    sealed = chain.leaves_of(there)
    fault = (
        chain.unbound(there)
        or unsigned(there, vault(session))
        or chain.first_difference(sealed, leaves(session, there))
        or unlike_file(there, lines, heads_file, epochs.current(session))
    )
    tail, since = sealing.tail(session)
    return Report(len(there), len(sealed), tail, since, there[-1] if there else None, fault)


def unsigned(seals: Sequence[Seal], keys: Vault) -> Fault | None:
    """The first seal that was not made with the master key; where none was, it is another key."""
    ours = [seal.mac == sealing.signature(keys, seal.number, seal.head) for seal in seals]
    if all(ours):
        return None
    if not any(ours):
        return Fault(Wrong.KEY, why="no seal was made with this master key")
    return Fault(Wrong.SEAL, seal=seals[ours.index(False)].number, why="it was not made with the master key")


def unlike_file(seals: Sequence[Seal], lines: heads.Lines, path: Path, epoch: int) -> Fault | None:
    """Where the record ends otherwise than the file of heads says."""
    if lines.foreign and not lines.heads:
        return Fault(Wrong.KEY, why=f"no line of {path} was written with this master key")
    if lines.foreign:
        return Fault(Wrong.HEADS, why=f"line {lines.foreign[0]} of {path} was changed")
    if seals and not lines.heads:
        return Fault(Wrong.HEADS, why=f"there is no {path}: whether the end was cut off cannot be told")
    there = {seal.number: seal.head for seal in seals} | {0: chain.NOTHING.head}
    due = heads.still_to_come(lines.heads)
    unlike = next((number for number, head in sorted(due.items()) if there.get(number) != head), None)
    if unlike is None:
        return None
    if epoch > lines.heads[-1].epoch:
        why = f"the file knows seal {max(due)}, and the database is in epoch {epoch} since"
        return Fault(Wrong.RESTORED, seal=unlike, why=why)
    return Fault(Wrong.TAIL_CUT, seal=unlike, why=f"the file knows seal {max(due)}, and no restore was told")


def leaves(session: Session, seals: Sequence[Seal]) -> Iterator[bytes]:
    """Of all events, each as the form says under which it was sealed; what is not sealed as the newest one says."""
    runs = [(form, list(some)[-1].last) for form, some in groupby(seals, lambda seal: seal.form)]
    start = chain.NOTHING.last
    streams = []
    for form, last in runs[:-1]:
        streams.append(rows.stream(session, form, f"{rows.after(start)} AND {rows.up_to(last)}"))
        start = last
    form = runs[-1][0] if runs else rows.NEWEST
    streams.append(rows.stream(session, form, rows.after(start)))
    return map(chain.leaf, joined.from_iterable(streams))
