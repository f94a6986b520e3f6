"""Who comes with a browser: the sign-in that its cookie stands for, the language they chose, the time zone."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request
from sqlalchemy import select
from sqlmodel import Session, col

from core import source, time_zones
from core.access import Caller
from core.crypto.keyring import vault
from core.errors import Unauthorized
from core.models import AuthSession, Community, Person
from matching.words.vocabulary import CommunityState, MemberState
from services import browsers
from services.access import tokens
from services.browsers import Browser
from texts import catalogue
from web.coming import cookies

LOOK = "minka-look"
"""The header of a look that script takes at an open page: nobody did anything, so that it moves no sign-in's end."""
_LONGEST = 64


def signed_in(request: Request, session: Session, now: datetime) -> Browser | None:
    """Whose sign-in the cookie stands for; None where it stands for none, or for one that has ended.

    What that wrote stands, whatever becomes of the page, and what counts for limits may be counted after it.
    """
    value = cookies.sign_in(request)
    if value is None:
        return None
    try:
        uses = LOOK not in request.headers
        browser = browsers.by_cookie(session, value, now, uses=uses, on_write=session.commit)
    except Unauthorized:
        return None
    if browser.renewed is not None:
        request.state.cookies["minka"] = browser.renewed
    return browser


def holder(request: Request, browser: Browser | None) -> bytes:
    """What the tokens of this browser's forms are keyed to: its sign-in, or a value of its own before there is one."""
    if browser is not None:
        return of_sign_in(browser.caller.session_id)
    held = cookies.read(request, "minka-before")
    if held is None or not 0 < len(held) <= _LONGEST:
        held = urlsafe_b64encode(source.current().random_bytes(18)).decode()
        request.state.cookies["minka-before"] = held
    return b"before|" + held.encode()


def of_sign_in(session_id: UUID) -> bytes:
    return b"in|" + session_id.bytes


def former(request: Request, session: Session) -> AuthSession | None:
    """The sign-in that the cookie once stood for, ended or not: for a form that was typed longer than it lasted."""
    value = cookies.sign_in(request)
    token = tokens.read(vault(session), "browser", value) if value else None
    return session.get(AuthSession, token.session_id) if token is not None else None


@dataclass(frozen=True, slots=True)
class Place:
    """In which language and time zone somebody reads, and which circle they see the page of all things in."""

    locale: str
    time_zone: str
    circle: Community | None


def place(request: Request, session: Session, caller: Caller | None) -> Place:
    """As chosen here, else as their own account says, else as the browser does."""
    person = session.get_one(Person, caller.person_id) if caller is not None else None
    circle = _circle(session, caller)
    zone = person.time_zone if person is not None else time_zones.UNSAID
    if circle is not None:
        zone = time_zones.settled(zone, circle.time_zone)
    return Place(_locale(request, person), zone, circle)


def _locale(request: Request, person: Person | None) -> str:
    asked = request.query_params.get("lang", "")
    if asked in catalogue.LANGUAGES:
        request.state.cookies["minka-lang"] = asked
        return asked
    kept = cookies.read(request, "minka-lang")
    if kept in catalogue.LANGUAGES:
        return kept
    if person is not None:
        return catalogue.best(person.locale)
    return catalogue.best(request.headers.get("accept-language"))


def _circle(session: Session, caller: Caller | None) -> Community | None:
    """One's own, recognised ones first; of a stranger the only one there is."""
    if caller is not None:
        ids = [id for id, standing in caller.standings.items() if standing.state is MemberState.ACTIVE]
        own = session.scalars(
            select(Community)
            .where(col(Community.id).in_(ids))
            .order_by(col(Community.state) != CommunityState.RECOGNISED, col(Community.created_at))
            .limit(1)
        ).one_or_none()
        if own is not None:
            return own
    known = session.scalars(
        select(Community).where(col(Community.state) == CommunityState.RECOGNISED).limit(2)
    ).all()
    return known[0] if len(known) == 1 else None
