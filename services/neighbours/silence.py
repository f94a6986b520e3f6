"""Helpers of whom nothing is heard: told so once and kindly, then asked nothing until they show that they are there.

Silence is no yes and no no, no app or page opened by whoever is signed in, and no press behind a link
(`callers.sign_of_life`), while requests reached them. A link opened says nothing: scanners of mail open every one.
Any of these ends it, whatever has become of it, and they are asked again as before. Nobody is silent who is spoken for,
or who chose a pause; and what they offer for an organisation rests on nobody's silence.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.database import locks
from core.database.due import Due, Since
from core.events import EventKind, record_on
from core.models import HelperSilence, Offer, Person
from matching.states import quiet_helpers
from matching.words.vocabulary import OfferStatus
from services.facts.silent_helpers import LONG, SEEN, reached

_OFFERS = """EXISTS (SELECT FROM offer o WHERE o.author_id = p.id AND o.status = 'active' AND o.organisation_id IS NULL
                      AND o.for_need_id IS NULL)"""
_QUIET = f"""
    SELECT p.id FROM person p
     WHERE {SEEN} <= :now - {LONG} AND p.erased_at IS NULL AND NOT p.paused AND {_OFFERS}
       AND NOT EXISTS (SELECT FROM helper_silence h WHERE h.person_id = p.id)
       AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = p.id AND r.ended_at IS NULL)
       AND {reached(SEEN)} >= {quiet_helpers.ASKED_BEFORE}
"""  # noqa: S608  (put together from constants)
_STILL_QUIET = f"""
    SELECT p.id FROM person p JOIN helper_silence h ON h.person_id = p.id AND h.paused_at IS NULL
     WHERE {SEEN} <= h.told_at AND NOT p.paused AND {reached("h.told_at")} >= {quiet_helpers.ASKED_SINCE}
"""  # noqa: S608  (put together from constants)
_HEARD_OF = f"""
    SELECT p.id FROM person p JOIN helper_silence h ON h.person_id = p.id WHERE {SEEN} > h.told_at AND {SEEN} <= :now
"""  # noqa: S608  (put together from constants)
_PAGE, _ONE = " ORDER BY p.id LIMIT :limit", " AND p.id = :person"


to_tell = Due(
    text(_QUIET + _PAGE),
    Since(f"""SELECT min({SEEN}) + {LONG} FROM person p
               WHERE p.erased_at IS NULL AND NOT p.paused AND {_OFFERS}
                 AND NOT EXISTS (SELECT FROM helper_silence h WHERE h.person_id = p.id)"""),  # noqa: S608  (constants)
)
"""Helpers of whom nothing was heard for 60 days, in which six requests reached them; not yet told."""


def tell(session: Session, person_id: UUID, now: datetime) -> None:
    """Says so to them, once; the page of that letter says with one press that they are there."""
    locks.take(session, helpers=[person_id])
    if session.scalar(text(_QUIET + _ONE), {"now": now, "person": person_id}) is None:
        return
    person = session.get_one(Person, person_id)
    since = person.seen_at or person.created_at
    session.add(HelperSilence(person_id=person_id, since=since, told_at=now))
    record_on(session, EventKind.HELPER_QUIET, _offer(session, person_id), actor=None, now=now)


to_rest = Due(
    text(_STILL_QUIET + _PAGE),
    Since("SELECT to_timestamp(0) WHERE EXISTS (SELECT FROM helper_silence WHERE paused_at IS NULL)"),
)
"""Helpers who were told, and whom two more requests have reached since without a word or a sign of theirs."""


def rest(session: Session, person_id: UUID, now: datetime) -> None:
    """Nobody asks them anything until they show that they are there; what was agreed stands."""
    locks.take(session, helpers=[person_id])
    if session.scalar(text(_STILL_QUIET + _ONE), {"now": now, "person": person_id}) is None:
        return
    person = session.get_one(Person, person_id)
    person.paused, person.paused_until = True, None
    session.get_one(HelperSilence, person_id).paused_at = now
    record_on(session, EventKind.HELPER_RESTS, _offer(session, person_id), actor=None, now=now)


to_wake = Due(
    text(_HEARD_OF + _PAGE),
    Since(f"""SELECT min({SEEN}) FROM person p JOIN helper_silence h ON h.person_id = p.id
               WHERE {SEEN} > h.told_at"""),  # noqa: S608  (constants)
)
"""Helpers of whom something was heard since they were told."""


def wake(session: Session, person_id: UUID, now: datetime) -> None:
    """They are there: silence is forgotten, and where it had made them rest they are asked again."""
    locks.take(session, helpers=[person_id])
    if session.scalar(text(_HEARD_OF + _ONE), {"now": now, "person": person_id}) is None:
        return
    silence = session.get_one(HelperSilence, person_id)
    if silence.paused_at is not None:
        session.get_one(Person, person_id).paused = False
    session.delete(silence)


def _offer(session: Session, person_id: UUID) -> Offer:
    """The standing offer that they are told of: the one they looked at last."""
    return session.scalars(
        select(Offer)
        .where(
            col(Offer.author_id) == person_id,
            col(Offer.organisation_id).is_(None),
            col(Offer.for_need_id).is_(None),
        )
        .order_by(col(Offer.status) != OfferStatus.ACTIVE, col(Offer.checked_in_at).desc(), col(Offer.id))
        .limit(1)
    ).one()
