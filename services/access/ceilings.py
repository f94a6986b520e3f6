"""How much somebody may do at most, by where they stand: the rows behind `matching.rules.ceilings`."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import limits
from core.access import Caller
from core.models import Organisation
from matching.rules import ceilings
from matching.rules.ceilings import Ceilings

STANDS = """
           CASE WHEN p.to_be_met IS NULL THEN p.created_at END AS since,
           p.to_be_met IS NULL AND EXISTS (
            SELECT FROM membership m JOIN community c ON c.id = m.community_id AND c.state = 'recognised'
                    WHERE m.person_id = p.id AND m.state = 'active' AND (m.trust <> 'new' OR m.role <> 'member'))
               AS known,
           (SELECT max(c.limits_doubled_until)
              FROM membership m JOIN community c ON c.id = m.community_id AND c.state = 'recognised'
             WHERE m.person_id = p.id AND m.state = 'active') AS doubled_until"""
"""Where a person `p` stands, as columns. Communities that nobody recognised count for nothing; whoever came back and is
to be met first stands as if they had come just now."""

NEWCOMERS_NETWORK = "newcomers_network"
"""Where a call's session holds the network from which a newcomer calls, hashed: it is counted with its neighbours'."""

_OF = text(f"SELECT {STANDS} FROM person p WHERE p.id = :person")  # noqa: S608  (put together from constants)


def of_caller(session: Session, caller: Caller, *, now: datetime) -> Ceilings:
    """What the caller's own hand may do."""
    return _of(session, caller.since, caller.known, caller.doubled_until, now)


def of_person(
    session: Session,
    person_id: UUID,
    *,
    organisation_id: UUID | None = None,
    doubled_until: datetime | None = None,
    now: datetime,
) -> Ceilings:
    """What may stand for somebody, whoever's hand it was; for a verified organisation, where one is named.

    `doubled_until`: until when the limits are doubled in the community that this is about.
    """
    row = session.execute(_OF, {"person": person_id}).one()
    doubled = max(filter(None, (row.doubled_until, doubled_until)), default=None)
    if organisation_id is not None and session.get_one(Organisation, organisation_id).verified:
        return ceilings.times(ceilings.ORGANISATION, _factor(session, doubled, now))
    return _of(session, row.since, row.known, doubled, now)


def is_newcomer(caller: Caller, *, now: datetime) -> bool:
    """Whether the caller's network answers for them too: the account is a few days old, whoever knows them."""
    return caller.since is None or now - caller.since < ceilings.NEW_FOR


def _of(
    session: Session, since: datetime | None, known: bool, doubled_until: datetime | None, now: datetime
) -> Ceilings:
    column = ceilings.column(now - since if since is not None else timedelta(), known=known)
    return ceilings.times(ceilings.TABLE[column], _factor(session, doubled_until, now))


def _factor(session: Session, doubled_until: datetime | None, now: datetime) -> int:
    doubled = 2 if doubled_until is not None and now < doubled_until else 1
    return doubled * limits.factor(session)
