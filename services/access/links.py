"""Links that open a small page: single-purpose, for seven days, kept as a keyed hash.

The page of a match is for as long as the match: until seven days after its end, or after a letter that came later.

A link that belongs to something (a delivery, a need) has a token derived from it, so that a second try sends
the same link and the token stands nowhere; any other has a random one.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.crypto import secret_words
from core.crypto.keyring import vault
from core.errors import NotFound
from core.ids import new_id
from core.models import Community, Link, Match, Need, Person
from core.models.link import LinkPurpose
from services.access import callers

LIFETIME = timedelta(days=7)
OF_A_MATCH = timedelta(days=180)
"""Longer than any match: how long its link is kept. Until when it opens a page is asked of the match itself."""
BITS = 128


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever opens a link: as whom (None: nobody's link), in which language, in which time zone."""

    caller: Caller | None
    locale: str
    time_zone: str


def make(
    session: Session,
    purpose: LinkPurpose,
    person_id: UUID | None,
    subject_id: UUID,
    now: datetime,
    *,
    seed: UUID | None = None,
    expires_at: datetime | None = None,
    contact_id: UUID | None = None,
) -> str:
    """A token of 128 bits, as it stands in a URL. With `seed` the same one however often it is asked for.

    `contact_id`: the contact point that it goes to; the link ends when that is let go.
    `expires_at` may be sooner than its lifetime, never later. Asking again for a seed's link moves its end.
    """
    token = secret_words.new_secret(BITS) if seed is None else _derived(session, purpose, seed)
    latest = now + (OF_A_MATCH if purpose is LinkPurpose.MATCH else LIFETIME)
    until = min(expires_at, latest) if expires_at is not None else latest
    statement = insert(Link).values(
        id=new_id(),
        lookup=_lookup(session, token),
        purpose=purpose,
        person_id=person_id,
        subject_id=subject_id,
        contact_id=contact_id,
        created_at=now,
        expires_at=until,
        opened=0,
        answers=0,
    )
    anew = {"expires_at": until, "contact_id": contact_id}
    session.execute(statement.on_conflict_do_update(index_elements=["lookup"], set_=anew))
    return token


def find(session: Session, token: str, now: datetime) -> Link:
    """What this token opens. Raises NotFound, the same for an unknown link, an expired and a spent one."""
    link = session.scalars(select(Link).where(col(Link.lookup) == _lookup(session, token))).one_or_none()
    if link is None or shut_at(link) <= now or _match_long_over(session, link, now):
        raise NotFound("link_over")
    return link


def shut_at(link: Link) -> datetime:
    """From when on a link opens nothing: it was used or ended, or its time is over."""
    return min(link.used_at or link.expires_at, link.expires_at)


def _match_long_over(session: Session, link: Link, now: datetime) -> bool:
    if link.purpose is not LinkPurpose.MATCH:
        return False
    match = session.get(Match, link.subject_id)
    if match is None or match.ended_at is None:
        return match is None
    return max(match.ended_at, link.created_at) + LIFETIME <= now


ALSO_FOR_ANOTHER = frozenset({LinkPurpose.MATCH, LinkPurpose.TEND_NEED, LinkPurpose.NOTICE})
"""Purposes about one thing, on which whoever speaks for the one whose it is acts for them."""


def reader(session: Session, link: Link, now: datetime) -> Reader:
    """Whose link this is; of one for strangers, the language of the need that it shows, and the time there.

    Raises NotFound where they have left, or the need is gone.
    """
    if link.person_id is None:
        need = session.get(Need, link.subject_id)
        if need is None:
            raise NotFound("link_over")
        community = session.get_one(Community, need.community_id)
        return Reader(None, need.language, community.time_zone)
    try:
        caller = (
            callers.speaking(session, link.person_id, now=now)
            if link.purpose in ALSO_FOR_ANOTHER
            else callers.by_person(session, link.person_id)
        )
    except NotFound as gone:
        raise NotFound("link_over") from gone
    person = session.get_one(Person, link.person_id)
    return Reader(caller, person.locale, person.time_zone)


def spend(session: Session, link: Link, now: datetime) -> None:
    """Uses a link up, before what it is used for: of two who come at once the second finds it over.

    Raises NotFound for the second. Whatever fails afterwards takes the spending back with it.
    """
    spent = session.execute(
        update(Link)
        .where(col(Link.id) == link.id, col(Link.used_at).is_(None))
        .values(used_at=now)
        .returning(col(Link.id))
    ).first()
    if spent is None:
        raise NotFound("link_over")


def end(
    session: Session, person_id: UUID, now: datetime, purposes: Iterable[LinkPurpose] = LinkPurpose
) -> None:
    """Links of somebody for whom these purposes are over: they open nothing from now on."""
    session.execute(
        update(Link)
        .where(
            col(Link.person_id) == person_id,
            col(Link.purpose).in_(list(purposes)),
            col(Link.used_at).is_(None),
        )
        .values(used_at=now)
    )


def end_sent_to(session: Session, contact_id: UUID, now: datetime) -> None:
    """Links that went to this contact point open nothing from now on: whoever reads it may be somebody else."""
    session.execute(
        update(Link)
        .where(col(Link.contact_id) == contact_id, col(Link.used_at).is_(None))
        .values(used_at=now)
    )


def count_opening(session: Session, link: Link) -> None:
    """One more look at the page; of nobody a sign that they are there, for scanners of mail open every link."""
    session.execute(update(Link).where(col(Link.id) == link.id).values(opened=col(Link.opened) + 1))


def count_answer(session: Session, link: Link) -> None:
    session.execute(update(Link).where(col(Link.id) == link.id).values(answers=col(Link.answers) + 1))


def of_seed(session: Session, purpose: LinkPurpose, seed: UUID) -> Link | None:
    """The link that belongs to this, if one was ever made."""
    lookup = _lookup(session, _derived(session, purpose, seed))
    return session.scalars(
        select(Link).where(col(Link.lookup) == lookup).execution_options(populate_existing=True)
    ).one_or_none()


def token_of_seed(session: Session, purpose: LinkPurpose, seed: UUID) -> str:
    """The token of the link that belongs to this, as `make` gives it; whether or not it was ever made."""
    return _derived(session, purpose, seed)


def _derived(session: Session, purpose: LinkPurpose, seed: UUID) -> str:
    proof = vault(session).mac(f"link {purpose}", seed.bytes)
    return urlsafe_b64encode(proof).decode().rstrip("=")


def _lookup(session: Session, token: str) -> bytes:
    return vault(session).index("link", token)
