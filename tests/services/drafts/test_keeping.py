"""Drafts: nobody's, sealed, found by their secret alone, bound, and gone after a day."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text
from sqlmodel import Session, col

from core import limits
from core.crypto.epochs import DoesNotOpen
from core.errors import NotFound, TooLarge, TooMany, Unavailable
from core.ids import new_id
from core.models import Draft, Event
from services.drafts import keeping as drafts
from services.retention import deleting

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = b"a home's network"
CANARY = "Canary Lane 7, behind the canary shop"
JSON = st.dictionaries(
    st.text(max_size=20, alphabet=st.characters(exclude_categories=["Cs"])),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=10,
    ),
    max_size=8,
)


def many(session: Session, count: int, *, until: datetime) -> None:
    """So many drafts of others."""
    session.execute(
        text(
            "INSERT INTO draft (id, lookup, content, created_at, expires_at) SELECT gen_random_uuid(),"
            " decode(lpad(to_hex(n), 8, '0'), 'hex'), decode('00000000', 'hex'), :now, :until"
            " FROM generate_series(1, :count) AS n"
        ),
        {"count": count, "now": NOW, "until": until},
    )


def kept(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(Draft)).scalar_one())


def test_a_draft_is_found_by_its_secret_alone(session: Session) -> None:
    secret, draft = drafts.begin(session, HOME, NOW)
    other, another = drafts.begin(session, HOME, NOW)
    assert secret != other
    assert len(secret) * 5 >= 128, "nobody guesses it"
    drafts.write(session, draft, {"where": "near the mosque"}, NOW)
    found = drafts.find(session, secret, NOW)
    assert found is not None
    assert drafts.read(session, found) == {"where": "near the mosque"}
    assert drafts.read(session, another) == {}
    assert [
        drafts.find(session, wrong, NOW) for wrong in ("", secret[1:], secret.lower(), str(draft.id))
    ] == [None] * 4


def test_neither_its_words_nor_its_secret_stand_in_the_table(session: Session) -> None:
    secret, draft = drafts.begin(session, HOME, NOW)
    drafts.write(session, draft, {"address": CANARY, "phone": "+15175550123"}, NOW)
    [row] = session.execute(text("SELECT CAST(d AS text), d.content FROM draft d")).all()
    whole = row[0] + bytes(row[1]).decode("latin-1")
    for word in (
        CANARY,
        "Canary",
        "5175550123",
        "address",
        secret,
        secret.encode().hex(),
        b"Canary".hex(),
    ):
        assert word not in whole
    assert session.execute(select(func.count()).select_from(Event)).scalar_one() == 0, "nothing tells of it"


def test_what_was_moved_to_another_row_does_not_open(session: Session) -> None:
    (_, mine), (_, theirs) = drafts.begin(session, HOME, NOW), drafts.begin(session, HOME, NOW)
    drafts.write(session, mine, {"address": CANARY}, NOW)
    theirs.content = mine.content
    with pytest.raises(DoesNotOpen):
        drafts.read(session, theirs)


def test_after_a_day_there_is_none_and_the_job_deletes_it(session: Session) -> None:
    secret, draft = drafts.begin(session, HOME, NOW)
    late = NOW + timedelta(hours=23, minutes=59)
    drafts.write(session, draft, {"a": 1}, late)  # its end does not move
    assert deleting.purge(session, late) == 0
    assert drafts.find(session, secret, late) is not None
    over = NOW + drafts.LIFETIME
    assert drafts.find(session, secret, over) is None, "before any job has come"
    with pytest.raises(NotFound):
        drafts.write(session, draft, {"a": 2}, over)
    deleting.purge(session, over + timedelta(seconds=1))
    assert kept(session) == 0


def test_a_draft_ends_with_the_posting(session: Session) -> None:
    secret, draft = drafts.begin(session, HOME, NOW)
    drafts.end(session, draft)
    assert drafts.find(session, secret, NOW) is None
    assert kept(session) == 0


def test_a_draft_holds_eight_kilobytes_and_not_one_more(session: Session) -> None:
    _, draft = drafts.begin(session, HOME, NOW)
    fits: dict[str, Any] = {"w": "و" * ((drafts.LARGEST - len('{"w":""}')) // 2)}
    drafts.write(session, draft, fits, NOW)
    with pytest.raises(TooLarge):
        drafts.write(session, draft, {"w": fits["w"] + "x"}, NOW)
    assert drafts.read(session, draft) == fits, "what was typed before is kept"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=JSON)
def test_what_is_written_is_read(session: Session, content: dict[str, Any]) -> None:
    draft = session.get(Draft, UUID(int=5)) or Draft(
        id=UUID(int=5), lookup=b"5", content=b"", created_at=NOW, expires_at=NOW + drafts.LIFETIME
    )
    session.add(draft)
    drafts.write(session, draft, content, NOW)
    assert drafts.read(session, draft) == content


def test_there_are_a_thousand_at_once_and_those_that_are_over_count_for_nothing(session: Session) -> None:
    many(session, drafts.MOST - 1, until=NOW + timedelta(hours=1))
    drafts.begin(session, HOME, NOW)
    with pytest.raises(Unavailable) as refused:
        drafts.begin(session, HOME, NOW)
    assert (refused.value.code, refused.value.status) == ("enough_drafts", 503)
    assert refused.value.extra["retry_after"] > 0
    drafts.begin(session, HOME, NOW + timedelta(hours=1))
    session.execute(delete(Draft).where(col(Draft.id).is_not(None)))


def test_one_network_begins_twenty_an_hour(session: Session) -> None:
    network = new_id().bytes
    for _ in range(limits.DRAFTS_PER_NETWORK.burst):
        drafts.begin(session, network, NOW)
    with pytest.raises(TooMany):
        drafts.begin(session, network, NOW)
    drafts.begin(session, HOME, NOW)
    assert kept(session) == limits.DRAFTS_PER_NETWORK.burst + 1
    drafts.begin(session, network, NOW + timedelta(hours=1))
