"""Whatever is done to sealed events is found and named: a thousand times, at random, on rows as PostgreSQL has them."""

import random
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.audit import chain, rows
from core.audit.chain import NOTHING, Fault, Position, Seal, Wrong
from core.models import Event
from tests.support.record import NOW, happened

Columns = list[bytes | None]
TAMPERS = 1000
EVENTS = 150
BATCH = 40


def taken_apart(row: bytes) -> Columns:
    """The columns of a row in PostgreSQL's binary form."""
    found: Columns = []
    at = 2
    while at < len(row):
        length = int.from_bytes(row[at : at + 4], "big", signed=True)
        found.append(None if length < 0 else row[at + 4 : at + 4 + length])
        at += 4 + max(length, 0)
    return found


def put_together(columns: Columns) -> bytes:
    """The row of these columns."""
    said = (
        (-1).to_bytes(4, "big", signed=True) if one is None else len(one).to_bytes(4, "big") + one
        for one in columns
    )
    return len(columns).to_bytes(2, "big") + b"".join(said)


def sealed_in_batches(lines: Sequence[bytes]) -> list[Seal]:
    """These rows under seals, as the job makes them."""
    seals: list[Seal] = []
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        before, leaves = seals[-1] if seals else NOTHING, b"".join(map(chain.leaf, batch))
        number, last = before.number + 1, rows.position(batch[-1])
        head = chain.head(before.head, number, rows.NEWEST, last, NOW, leaves)
        seals.append(Seal(number, rows.NEWEST, last, NOW, leaves, head, b""))
    return seals


def looked_over(lines: Sequence[bytes], seals: Sequence[Seal]) -> Fault | None:
    """What the verifier says of these rows, as the database would hand them over."""
    there = map(chain.leaf, sorted(lines, key=rows.position))
    return chain.unbound(seals) or chain.first_difference(chain.leaves_of(seals), there)


def number_of(row: bytes) -> int:
    return rows.position(row).id


@pytest.fixture
def lines(session: Session) -> list[bytes]:
    """Rows as they are hashed, straight from the database, of several transactions."""
    happened(session, times=EVENTS)
    found = list(rows.stream(session, rows.NEWEST, "true"))
    assert len(found) == EVENTS
    for place, row in enumerate(found):
        columns = taken_apart(row)
        columns[2] = (1000 + place // 3).to_bytes(8, "big")
        found[place] = put_together(columns)
    return found


def edited(lines: list[bytes], rng: random.Random) -> tuple[list[bytes], Wrong, int]:
    """One column of one row is another: a bit of it, or nothing where something was, or something where nothing was."""
    place = rng.randrange(len(lines))
    columns = taken_apart(lines[place])
    which = rng.randrange(1, len(columns))
    was = columns[which]
    if was is None:
        columns[which] = UUID(int=rng.getrandbits(128)).bytes
    elif rng.random() < 0.1 and which > 2:
        columns[which] = None
    else:
        bit = rng.randrange(len(was) * 8 - 8)  # never the sign of a number
        columns[which] = (int.from_bytes(was, "big") ^ 1 << bit).to_bytes(len(was), "big")
    return [*lines[:place], put_together(columns), *lines[place + 1 :]], Wrong.EDITED, number_of(lines[place])


def deleted(lines: list[bytes], rng: random.Random) -> tuple[list[bytes], Wrong, int]:
    place = rng.randrange(len(lines) - 1)
    return [*lines[:place], *lines[place + 1 :]], Wrong.MISSING, number_of(lines[place])


def swapped(lines: list[bytes], rng: random.Random) -> tuple[list[bytes], Wrong, int]:
    """All that two rows say, except for their numbers."""
    one, other = sorted(rng.sample(range(len(lines)), 2))
    first, second = taken_apart(lines[one]), taken_apart(lines[other])
    first[1:], second[1:] = second[1:], first[1:]
    bent = list(lines)
    bent[one], bent[other] = put_together(first), put_together(second)
    return bent, Wrong.SWAPPED, -1


def cut(lines: list[bytes], rng: random.Random) -> tuple[list[bytes], Wrong, int]:
    kept = rng.randrange(len(lines))
    return lines[:kept], Wrong.TAIL_CUT, number_of(lines[kept])


def put_in(lines: list[bytes], rng: random.Random) -> tuple[list[bytes], Wrong, int]:
    """A row of a new number, somewhere before the end."""
    columns = taken_apart(rng.choice(lines[:-3]))
    number = 10_000 + rng.randrange(1000)
    columns[0] = number.to_bytes(8, "big")
    return [*lines, put_together(columns)], Wrong.ADDED, number


def test_a_thousand_tampers_are_a_thousand_found_and_named(lines: list[bytes]) -> None:
    seals, rng = sealed_in_batches(lines), random.Random(14)
    assert looked_over(lines, seals) is None
    found: Counter[Wrong] = Counter()
    for _ in range(TAMPERS):
        bent, wrong, event = rng.choice((edited, deleted, swapped, cut, put_in))(lines, rng)
        fault = looked_over(bent, seals)
        assert fault is not None
        assert fault.wrong is wrong, fault
        assert event in (-1, fault.event), fault
        found[fault.wrong] += 1
    assert len(found) == 5
    assert found.total() == TAMPERS


def test_seals_that_are_bent_are_found(lines: list[bytes]) -> None:
    seals = sealed_in_batches(lines)
    number, moved = 2, Position(1, 1, 1)
    for bent in (
        seals[1]._replace(at=NOW.replace(hour=13)),
        seals[1]._replace(form=2),
        seals[1]._replace(last=moved),
        seals[1]._replace(leaves=seals[1].leaves[:-40]),
        seals[1]._replace(leaves=seals[1].leaves[40:]),
        seals[1]._replace(head=bytes(32)),
        seals[1]._replace(number=3),
    ):
        fault = looked_over(lines, [seals[0], bent, *seals[2:]])
        assert fault is not None
        assert (fault.wrong, fault.seal) == (Wrong.SEAL, number)
    without = looked_over(lines, [seals[0], *seals[2:]])
    assert without is not None
    assert (without.wrong, without.seal) == (Wrong.SEAL, 2)


def test_events_after_the_last_seal_are_only_not_sealed_yet(lines: list[bytes]) -> None:
    assert looked_over(lines, sealed_in_batches(lines[:100])) is None


def test_every_column_of_an_event_is_hashed() -> None:
    """A column that is new wants a form of its own in `core.audit.rows`, beside those that are there."""
    assert set(rows.FORMS[rows.NEWEST]) == set(Event.__table__.c.keys())  # type: ignore[attr-defined]
    assert all(form[:3] == ("id", "epoch", "xid") for form in rows.FORMS.values())


def test_the_hash_of_a_row_is_of_its_columns_alone(session: Session, lines: list[bytes]) -> None:
    """No session's time zone or style of dates changes what is hashed."""
    before = list(rows.stream(session, rows.NEWEST, "true"))
    session.execute(text("SET LOCAL timezone = 'Pacific/Apia'"))
    session.execute(text("SET LOCAL datestyle = 'German'"))
    assert list(rows.stream(session, rows.NEWEST, "true")) == before
