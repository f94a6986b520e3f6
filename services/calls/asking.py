"""Asking a circle to be called: a number is kept for those who answer for it. No code, no message, no account.

The answer is the same whatever is known of a number, and so is the work: one row is written, or one like it is touched.
Whether it comes into the queue the worker decides (`ringing`).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core import hints, limits, phone_numbers, places
from core.crypto.keyring import vault
from core.errors import Conflict, Invalid, NotFound
from core.events import wake
from core.ids import new_id
from core.models import CallRequest, Community
from core.models.values import EmergencyNumber
from matching.states import calls
from matching.words.categories import CATEGORIES
from services import sealed
from services.people import countries
from services.places import emergency

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('calls ' || :community, 8))")


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever asked is told: whom to call at once themselves; () where it is not urgent, or nobody is known."""

    emergency: tuple[EmergencyNumber, ...]


def ask(
    session: Session,
    community_id: UUID,
    *,
    phone: str,
    language: str,
    network: bytes,
    now: datetime,
    name: str | None = None,
    urgent: bool = False,
    about: str | None = None,
) -> Asked:
    """Somebody asks this circle to be called. Asked again while they wait it is the same call, now perhaps urgent.

    `phone`: as people write it there. `name`: kept where it holds no number or link that somebody could be made to call
    or open. `language`: in which they speak (BCP 47). `about`: a category. `network`: the
    keyed hash of where this comes from. To be called before anything is written: arrivals are counted.

    Raises NotFound, Invalid for what is no usual number of the circle's country, TooMany beyond thirty a day of one
    network, Conflict where ten wait already, whoever asks: `enough_calls` with the circle's own number, or
    `enough_calls_no_number` where it has told none.
    """
    community = session.get(Community, community_id)
    if community is None:
        raise NotFound
    if about is not None and about not in CATEGORIES:
        raise Invalid("/about", "unknown_category")
    number = phone_numbers.to_call(phone, countries.of_community(community), "/phone")
    limits.take(session, limits.CALLS_PER_NETWORK, network, now)
    session.execute(_TURN, {"community": str(community_id)})  # who counts and adds waits for whoever does so
    if open_in(session, community_id) >= calls.MOST_OPEN:
        raise _enough(community)
    plain = name if name is not None and hints.is_plain_name(name) else None
    said = {"phone": number, "name": plain, "language": language, "about": about}
    _keep(session, community_id, number, said, urgent=urgent, now=now)
    wake(session)
    here = places.cell_of(community.lat, community.lon)
    return Asked(emergency.lines(here, community, locale=language) if urgent else ())


def _keep(
    session: Session,
    community_id: UUID,
    number: str,
    said: dict[str, str | None],
    *,
    urgent: bool,
    now: datetime,
) -> None:
    call_id = new_id()
    cell = sealed.call_cell(call_id)
    made = insert(CallRequest).values(
        id=call_id,
        community_id=community_id,
        lookup=vault(session).index("call_request", number),
        content=vault(session).seal_for_system(cell, orjson.dumps(said).decode()),
        urgent=urgent,
        asked_at=now,
    )
    more = {"urgent": or_(col(CallRequest.urgent), made.excluded.urgent)}
    waits = col(CallRequest.closed_at).is_(None)
    key = ["community_id", "lookup"]
    session.execute(made.on_conflict_do_update(index_elements=key, index_where=waits, set_=more))


def open_in(session: Session, community_id: UUID) -> int:
    """How many wait to be called by this circle: at most `calls.MOST_OPEN`."""
    waiting = (col(CallRequest.community_id) == community_id, col(CallRequest.closed_at).is_(None))
    return int(session.scalars(select(func.count()).select_from(CallRequest).where(*waiting)).one())


def _enough(community: Community) -> Conflict:
    """A refusal that says the circle's own number, where it has told one."""
    own = community.contact.phone if community.contact is not None else None
    if own is None:
        return Conflict("enough_calls_no_number")
    return Conflict("enough_calls", phone=own)
