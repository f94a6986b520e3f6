"""Taking everything into one's own hands: words to sign in by, from a card or a page, and what ends when one does."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto import secret_words
from core.crypto.keyring import vault
from core.errors import Unauthorized
from core.events import EventKind
from core.models import Person, TakeOver
from core.models.link import LinkPurpose
from services.access import links, step_up
from services.people import arrivals, sign_in
from services.representation import standing

CODE_LIFETIME = timedelta(minutes=30)
CARD_LIFETIME = timedelta(days=365)
CODE_BITS, CARD_BITS = 50, 80


def make_code(
    session: Session, caller: Caller, person_id: UUID, *, card: bool, now: datetime
) -> tuple[str, datetime]:
    """A word by which the person signs in as themselves: for half an hour, or on a printed card for a year."""
    standing.standing(session, caller, person_id)
    return _new_word(session, person_id, made_by=caller.person_id, card=card, now=now)


def own_code(session: Session, person_id: UUID, *, now: datetime) -> tuple[str, datetime]:
    """The same for somebody who asks for it themselves, by the link they were sent."""
    return _new_word(session, person_id, made_by=person_id, card=False, now=now)


def _new_word(
    session: Session, person_id: UUID, *, made_by: UUID, card: bool, now: datetime
) -> tuple[str, datetime]:
    word = secret_words.new_secret(CARD_BITS if card else CODE_BITS)
    expires_at = now + (CARD_LIFETIME if card else CODE_LIFETIME)
    session.add(
        TakeOver(
            person_id=person_id,
            lookup=vault(session).index("take_over", word),
            made_by=made_by,
            expires_at=expires_at,
        )
    )
    session.flush()
    return "-".join(word[i : i + 4] for i in range(0, len(word), 4)), expires_at


def take_over(session: Session, *, word: str, device_name: str, now: datetime) -> sign_in.SignedIn:
    """Signs in by a card or code. From now on nobody speaks for this person but themselves.

    Every other word and link made to become them is void: it may lie in the hand that spoke for them.
    """
    row = _good_word(session, word, now)
    if row is None:
        raise Unauthorized("card_not_valid")
    use_up(session, row.person_id, now)
    person = session.get_one(Person, row.person_id)
    person.represented = False
    standing.end_all(session, person.id, now)
    links.end(session, person.id, now, (LinkPurpose.CONSENT, LinkPurpose.TAKE_OVER))
    standing.record_about(session, EventKind.PERSON_TOOK_OVER, person.id, actor=person.id, now=now)
    signed_in = sign_in.start_session(session, person, device_name=device_name, now=now)
    arrivals.tell(session, person, signed_in.session_id, now=now)
    return signed_in


def once_more_by_card(session: Session, caller: Caller, *, word: str, now: datetime) -> None:
    """Steps up the caller's sign-in by a card of theirs, which is used up by it. Raises Unauthorized."""
    row = _good_word(session, word, now)
    if row is None or row.person_id != caller.person_id:
        raise Unauthorized("card_not_valid")
    row.used_at = now
    step_up.proved(session, caller.session_id, now)


def _good_word(session: Session, word: str, now: datetime) -> TakeOver | None:
    """The card or code with this word, under its lock; None where it was used, is too old, or never was."""
    plain = "".join(letter for letter in word.upper() if letter.isalnum())
    row = session.scalars(
        select(TakeOver)
        .where(col(TakeOver.lookup) == vault(session).index("take_over", plain))
        .with_for_update()
    ).one_or_none()
    return row if row is not None and row.used_at is None and row.expires_at > now else None


def use_up(session: Session, person_id: UUID, now: datetime) -> None:
    """Every card and code there is of theirs: one left in a drawer would be a second hand on their key."""
    session.execute(
        update(TakeOver)
        .where(col(TakeOver.person_id) == person_id, col(TakeOver.used_at).is_(None))
        .values(used_at=now)
    )
