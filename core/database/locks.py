"""The one order in which rows are locked: needs, then helpers, each by ascending id. Everybody keeps to it.

Locks are FOR NO KEY UPDATE, which foreign keys of other transactions do not wait for. A match is changed only
under its need's lock, so match rows need none of their own. Find ids first, without locks; take these; read
again; then decide.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.database import parameters
from core.errors import Unauthorized
from core.models import Match, Need, Offer, Organisation, Person
from matching.words.vocabulary import LIVE_MATCH

Row = TypeVar("Row", Need, Person, Organisation)

_ROWS = "SELECT FROM {} WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE"
_HOLD = tuple(
    text(f"SELECT count(*) FROM ({_ROWS.format(table)}) held")  # noqa: S608  (put together from constants)
    for table in ("need", "person", "organisation")
)


@dataclass(frozen=True, slots=True)
class Touched:
    """What an action is going to change, by id."""

    needs: frozenset[UUID] = frozenset()
    helpers: frozenset[UUID] = frozenset()

    def __or__(self, other: Self) -> "Touched":
        return Touched(self.needs | other.needs, self.helpers | other.helpers)


def take(session: Session, *, needs: Iterable[UUID] = (), helpers: Iterable[UUID] = ()) -> list[Need]:
    """Locks, and reads the needs again. A helper is a person or an organisation; persons come first."""
    held = _locked(session, Need, needs)
    wanted = sorted(set(helpers))
    _locked(session, Person, wanted)
    _locked(session, Organisation, wanted)
    return held


def hold(session: Session, *, needs: Iterable[UUID], helpers: Iterable[UUID]) -> None:
    """Locks as `take` does, in the same order, and reads nothing: for hundreds of rows of which little is wanted."""
    wanted = sorted(set(helpers))
    for statement, ids in zip(_HOLD, (sorted(set(needs)), wanted, wanted), strict=True):
        session.execute(statement, {"ids": parameters.ids(ids)})


def take_all(session: Session, find: Callable[[], Touched]) -> None:
    """Locks all that `find` names, also what came about between the finding and the locking.

    A need that turns up late cannot simply be locked too, for needs come before helpers: the locks are given
    back (a savepoint holds them) and all are taken anew.
    """
    wanted = find()
    while True:
        with session.begin_nested() as savepoint:
            take(session, needs=wanted.needs, helpers=wanted.helpers)
            found = wanted | find()
            if found == wanted:
                return
            savepoint.rollback()
        wanted = found


def take_match(session: Session, seen: Match) -> tuple[Need, Match]:
    """Locks what a match stands between, and reads need and match again."""
    [need] = take(session, needs=[seen.need_id], helpers=[seen.helper_id])
    session.refresh(seen)
    return need, seen


def take_offer(session: Session, seen: Offer) -> Offer:
    """Locks an offer's helper and the needs it stands for, and reads the offer again."""
    take_all(session, lambda: around_offers(session, [seen]))
    session.refresh(seen)
    return seen


def own_person(session: Session, person_id: UUID) -> Person:
    """Locks the caller, so that nothing new of theirs comes about while they leave. Raises Unauthorized."""
    [person] = _locked(session, Person, [person_id])
    if person.erased_at is not None:
        raise Unauthorized("signed_out")
    return person


def _locked(session: Session, table: type[Row], ids: Iterable[UUID]) -> list[Row]:
    wanted = sorted(set(ids))
    if not wanted:
        return []
    return list(
        session.execute(
            select(table)
            .where(col(table.id).in_(wanted))
            .order_by(col(table.id))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).scalars()
    )


def around_offers(session: Session, offers: Sequence[Offer]) -> Touched:
    """The needs on which these offers have a live match, and whose offers they are."""
    needs = session.execute(
        select(Match.need_id)  # type: ignore[call-overload]
        .where(col(Match.offer_id).in_([offer.id for offer in offers]), col(Match.status).in_(LIVE_MATCH))
        .distinct()
    ).scalars()
    return Touched(frozenset(needs), frozenset(offer.helper_id for offer in offers))
