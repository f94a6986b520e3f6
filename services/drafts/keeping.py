"""Drafts: the steps of asking before there is an account. One row, sealed by the system's key, found by a secret.

A draft is nobody's. Nothing matches it, nobody lists it, no event tells of it.
"""

from datetime import datetime, timedelta

import orjson
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from core import limits
from core.crypto import secret_words
from core.crypto.keyring import vault
from core.errors import NotFound, TooLarge, Unavailable
from core.ids import new_id
from core.models import Draft
from core.models.columns import Json
from services import sealed

LIFETIME = timedelta(hours=24)
LARGEST = 8 * 1024
"""Bytes of a draft's content, written as JSON."""
MOST = 1_000
"""So many drafts there are at once, altogether: whoever fills them all fills a few megabytes."""
TRY_AGAIN = timedelta(minutes=10)
_BITS = 128
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('drafts', 8))")


def begin(session: Session, network: bytes, now: datetime) -> tuple[str, Draft]:
    """A new, empty draft, and the secret that finds it, which stands nowhere else.

    `network`: the keyed hash of where the call comes from. To be called before anything is written: arrivals are
    counted. Raises TooMany beyond twenty an hour of one network, Unavailable while there are too many altogether.
    """
    limits.take(session, limits.DRAFTS_PER_NETWORK, network, now)
    session.execute(_TURN)  # who counts and adds waits for whoever does so just now
    there = select(func.count()).select_from(Draft).where(col(Draft.expires_at) > now)
    if session.execute(there).scalar_one() >= MOST:
        raise Unavailable("enough_drafts", retry_after=int(TRY_AGAIN.total_seconds()))
    secret = secret_words.new_secret(_BITS)
    draft_id = new_id()
    draft = Draft(
        id=draft_id,
        lookup=_lookup(session, secret),
        content=vault(session).seal_for_system(sealed.draft_cell(draft_id), "{}"),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(draft)
    session.flush()
    return secret, draft


def find(session: Session, secret: str, now: datetime) -> Draft | None:
    """The draft that this secret finds; None where there is none, or its day is over: the two are the same."""
    wanted = (col(Draft.lookup) == _lookup(session, secret), col(Draft.expires_at) > now)
    return session.scalars(select(Draft).where(*wanted)).one_or_none()


def read(session: Session, draft: Draft) -> dict[str, Json]:
    """What stands in it. Raises DoesNotOpen where somebody moved it from another row."""
    written = vault(session).open_for_system(sealed.draft_cell(draft.id), draft.content)
    content: dict[str, Json] = orjson.loads(written)
    return content


def write(session: Session, draft: Draft, content: dict[str, Json], now: datetime) -> None:
    """Puts this in place of what stood in it; its end does not move. Raises TooLarge beyond `LARGEST`, and NotFound
    where its day is over meanwhile.
    """
    written = orjson.dumps(content)
    if len(written) > LARGEST:
        raise TooLarge
    if draft.expires_at <= now:
        raise NotFound
    draft.content = vault(session).seal_for_system(sealed.draft_cell(draft.id), written.decode())
    session.flush()


def end(session: Session, draft: Draft) -> None:
    """Deletes it: what it held was posted, or is wanted no more."""
    session.delete(draft)
    session.flush()


def _lookup(session: Session, secret: str) -> bytes:
    return vault(session).index("draft", secret)
