"""States change in one place, as the tables allow; and what goes with a state is written there."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from core import places
from core.models import Match, Need, Offer, Supply
from matching.states import lifecycle, need_states, offer_states
from matching.states.need_states import NeedMove
from matching.states.offer_states import OfferMove
from matching.words.values import Criteria
from matching.words.vocabulary import By, CompletedBy, Decide, MatchStatus, Move, NeedStatus, OfferStatus
from services.consequences import moving
from services.matches import opening as match_opening
from tests.support.rows import an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE, LATER = NOON - timedelta(days=1), NOON + timedelta(hours=1)
LANSING = places.cell_of(42.731, -84.551)

ROOT = Path(__file__).parents[3]
ROOMS = (
    "api",
    "commands",
    "core",
    "demo",
    "doors",
    "matching",
    "notifications",
    "scheduler",
    "services",
    "texts",
)
HERE = "services/consequences/moving.py"
OTHERS = {
    "doors/problems.py": "the status of an HTTP answer",
    "notifications/announce/repeats.py": "the status of a delivery",
    "notifications/send/holding.py": "the status of a delivery",
}
"""Where something else than a need, an offer or a match has a status that is set."""

_SET_BY_SQL = re.compile(
    r"\bUPDATE\s+(need|offer|match)\b.*?\bSET\b(?:(?!\bWHERE\b).)*?\bstatus\s*=", re.S | re.I
)


def sets_status(source: str) -> list[int]:
    """The lines of a source on which a row's `status` is set, in whichever way."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr))
    return sorted({node.lineno for node in nodes if _sets_status(node)})


def _sets_status(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self")):
            return False
        case ast.Attribute(attr="status", ctx=ast.Store() | ast.Del()):
            return True
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="status"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="values"), args=args, keywords=keywords):
            return any(word.arg == "status" for word in keywords) or any(_names_status(one) for one in args)
        case ast.Constant(value=str(words)):
            return _SET_BY_SQL.search(words) is not None
    return False


def _names_status(given: ast.expr) -> bool:
    keys = given.keys if isinstance(given, ast.Dict) else []
    return any(
        (isinstance(key, ast.Constant) and key.value == "status")
        or (isinstance(key, ast.Attribute) and key.attr == "status")
        for key in keys
    )


def sources() -> Iterator[tuple[str, str]]:
    for file in [ROOT / "manage.py", *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))]:
        yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def test_a_state_is_written_in_one_place() -> None:
    writers = {name: lines for name, source in sources() if (lines := sets_status(source))}
    assert len(writers.pop(HERE)) == 3, "one function for each noun"
    assert writers.keys() == OTHERS.keys()


@pytest.mark.parametrize(
    "line",
    [
        "need.status = NeedStatus.OPEN",
        "need.version, need.status = 2, status",
        "need.status: NeedStatus = status",
        "for need.status in statuses: pass",
        "with it as match.status: pass",
        "setattr(offer, 'status', status)",
        "session.execute(update(Match).where(mine).values(status=status))",
        "session.execute(update(Match).values({'status': status}))",
        "session.execute(update(Match).values({Match.status: status}))",
        'text("UPDATE match m SET wave = 1, status = :status WHERE id = :id")',
    ],
)
def test_every_way_of_writing_a_state_is_noticed(line: str) -> None:
    assert sets_status(f"x = need.status\n{line}\n") == [2]


@pytest.mark.parametrize(
    "line",
    [
        "status = need.status",
        "need.status == status",
        "self.status = status",
        "Need(status=status)",
        "listed(session, status=status)",
        "setattr(need, name, value)",
        "insert(Need).values(wave=1)",
        'text("UPDATE need SET wave = 1 WHERE status = :status")',
        'text("UPDATE delivery SET status = :status")',
    ],
)
def test_reading_a_state_and_beginning_with_one_are_no_moves(line: str) -> None:
    assert sets_status(line) == []


@pytest.mark.parametrize("moves", [NeedMove, OfferMove])
def test_every_move_of_a_table_is_made_by_somebody(moves: type[NeedMove | OfferMove]) -> None:
    made = {
        node.attr
        for name, source in sources()
        if name.startswith("services/")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id == moves.__name__
    }
    follows = {move.name for steps in need_states.STEPS.values() for move in steps}
    assert made | (follows if moves is NeedMove else set()) == {move.name for move in moves}
    assert moves is not NeedMove or made.isdisjoint(follows), "what follows is moved by what it follows alone"


@pytest.mark.parametrize("decide", [Decide.I_CHOOSE, Decide.ASK_ME_FIRST])
@pytest.mark.parametrize(("status", "move"), list(need_states.TRANSITIONS))
def test_a_need_asks_on_only_while_it_is_open(status: NeedStatus, move: NeedMove, decide: Decide) -> None:
    before: dict[str, Any] = {
        "closed_at": BEFORE,
        "next_wave_at": BEFORE,
        "criteria": Criteria(decide=decide),
    }
    need = Need(status=status, **before)
    moving.move_need(need, move, now=NOON)
    assert need.status is need_states.TRANSITIONS[status, move]
    assert need.version == 2
    asks = need.status is NeedStatus.OPEN and decide is Decide.I_CHOOSE
    assert need.next_wave_at == (NOON if asks else None)
    stands = need.status in (NeedStatus.OPEN, NeedStatus.MATCHED)
    assert need.closed_at == (None if stands else NOON)


@pytest.mark.parametrize(("status", "move"), list(offer_states.TRANSITIONS))
def test_an_offer_is_searched_only_while_it_is_active(
    session: Session, community: UUID, status: OfferStatus, move: OfferMove
) -> None:
    offer = an_offer(session, community, LANSING, BEFORE, status=status, paused_until=LATER)
    moving.move_offer(session, offer, move, paused_until=None)
    assert offer.status is offer_states.TRANSITIONS[status, move]
    assert offer.version == 2
    seen = session.scalar(select(func.count()).where(col(Supply.offer_id) == offer.id))
    assert seen == (1 if offer.status is OfferStatus.ACTIVE else 0)
    stands = offer.status in (OfferStatus.ACTIVE, OfferStatus.PAUSED)
    assert offer.paused_until == (None if stands else LATER)


def test_an_offer_is_paused_until_its_helper_says(session: Session, community: UUID) -> None:
    offer = an_offer(session, community, LANSING, BEFORE)
    moving.move_offer(session, offer, OfferMove.PAUSE, paused_until=LATER)
    assert (offer.status, offer.paused_until) == (OfferStatus.PAUSED, LATER)


@pytest.fixture
def match(session: Session, community: UUID, open_need: Need) -> Match:
    offer: Offer = an_offer(session, community, LANSING, BEFORE)
    return match_opening.new(
        session, open_need, offer, MatchStatus.PROPOSED, By.ENGINE, BEFORE, reply_by=LATER
    )


def test_a_match_waits_for_no_answer_once_it_has_moved(match: Match) -> None:
    assert moving.move_match(match, Move.ACCEPT, By.HELPER) is MatchStatus.ACCEPTED
    assert (match.status, match.reply_by, match.version) == (MatchStatus.ACCEPTED, None, 2)


def test_two_keys_and_silence_are_handed_to_the_table(match: Match) -> None:
    assert moving.move_match(match, Move.ACCEPT, By.HELPER, second_key_given=True) is MatchStatus.CONFIRMED
    assert moving.move_match(match, Move.SETTLE, By.CLOCK, to=MatchStatus.COMPLETED) is MatchStatus.COMPLETED
    match.completed_by = CompletedBy.SILENCE
    with pytest.raises(lifecycle.NotAllowed):
        moving.move_match(match, Move.CONTEST, By.BENEFICIARY)
    assert moving.move_match(match, Move.CONTEST, By.BENEFICIARY, by_silence=True) is MatchStatus.DISPUTED


def test_what_a_table_forbids_changes_nothing(session: Session, open_need: Need, match: Match) -> None:
    offer = session.get_one(Offer, match.offer_id)
    with pytest.raises(need_states.NotAllowed):
        moving.move_need(open_need, NeedMove.REINSTATE, now=NOON)
    with pytest.raises(offer_states.NotAllowed):
        moving.move_offer(session, offer, OfferMove.RESUME)
    with pytest.raises(lifecycle.NotAllowed):
        moving.move_match(match, Move.CONFIRM, By.BENEFICIARY)
    assert (open_need.status, open_need.version, open_need.next_wave_at) == (NeedStatus.OPEN, 1, BEFORE)
    assert (offer.status, offer.version) == (OfferStatus.ACTIVE, 1)
    assert (match.status, match.version, match.reply_by) == (MatchStatus.PROPOSED, 1, LATER)
