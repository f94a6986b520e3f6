"""A small recognised community to start with, and three sign-ins to it that are ready to use.

Loaded by `manage.py run` into an empty database in development, through the same functions that the API calls.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from rich.console import Console
from sqlalchemy import select
from sqlmodel import Session, col

from core import clock
from core.access import Caller
from core.crypto.keyring import vault
from core.database.db import Database
from core.models import ContactPoint, Person
from core.models.person import ContactKind
from core.settings import Settings
from demo import guide, mombasa
from demo.mombasa import DemoNeed, DemoOffer, Neighbour
from matching.words.vocabulary import PlaceKind, Role
from services.access import callers
from services.communities import founding, joining, members, recognition, words
from services.needs import posts as need_posts
from services.offers import posts as offer_posts
from services.people import contact_points, profile, sign_in

FOUNDED_AGO, TRUSTED_AGO = timedelta(days=60), timedelta(days=30)
"""When the community came together, and when its people gave their word for one another: their standing is no newer."""
SHOWN = (mombasa.AMINA, mombasa.JUMA, mombasa.GRACE)


def load_if_empty(database: Database, settings: Settings, console: Console) -> Callable[[], None]:
    """Loads the demo community if nobody is there yet. What it returns prints three sign-ins, with fresh tokens at
    every start, once somebody listens to them.

    Whoever keeps data of their own in the database gets neither.
    """
    with database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        empty = session.execute(select(col(Person.id)).limit(1)).first() is None
        if empty:
            _DemoCommunity(session, now).load()
        tokens = _tokens(session, now)
    if tokens is None:
        return lambda: None
    return partial(guide.show, console, f"http://127.0.0.1:{settings.port}", tokens, loaded=empty)


def is_alone(database: Database) -> bool:
    """Whether this is a sandbox: the demo community is here, or nobody is."""
    with database.transaction() as session:
        if session.execute(select(col(Person.id)).limit(1)).first() is None:
            return True
        amina = vault(session).index(ContactKind.EMAIL, mombasa.BY_KEY[mombasa.AMINA].email)
        return (
            session.scalars(select(ContactPoint).where(col(ContactPoint.lookup) == amina)).first() is not None
        )


class _DemoCommunity:
    """The demo community in the making, in the caller's transaction: a crash leaves the database as empty as before."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self._access: dict[str, str] = {}
        self._ids: dict[str, UUID] = {}

    def load(self) -> None:
        for one in mombasa.PEOPLE:
            self._arrive(one)
        steward = next(one.key for one in mombasa.PEOPLE if one.role is Role.STEWARD)
        founded = self.now - FOUNDED_AGO
        community = founding.found_community(
            self.session, self._caller(steward), mombasa.COMMUNITY, now=founded
        )
        recognition.recognise(self.session, community.id, now=founded)
        for one in mombasa.PEOPLE:
            joining.join(self.session, self._caller(one.key), community.id, invitation=None, now=founded)
        for one in mombasa.PEOPLE:
            self._role(one, community.id, steward, founded)
        for one in mombasa.PEOPLE:
            self._words(one, community.id)
        for offer in mombasa.OFFERS:
            self._offer(offer, community.id)
        for need in mombasa.NEEDS:
            self._need(need, community.id)

    def _arrive(self, one: Neighbour) -> None:
        """Somebody who has proved their address. They may be rung at any hour: whoever tries Minka at night
        wants to see something too."""
        person = profile.create(self.session, locale=one.locale, now=self.now - FOUNDED_AGO)
        contact_points.add(
            self.session, person.id, ContactKind.EMAIL, one.email, verified_at=self.now, now=self.now
        )
        signed_in = sign_in.start_session(self.session, person, device_name="demo", now=self.now)
        self._ids[one.key], self._access[one.key] = person.id, signed_in.access_token
        about = profile.ProfileChanges(
            display_name=one.name,
            languages=list(one.languages),
            time_zone=mombasa.ZONE,
            is_adult=True,
            phone=one.phone,
            asks_a_day=one.asks_a_day,
            asks_a_week=one.asks_a_week,
            urgent_welcome=True,
            quiet_from=time(0),
            quiet_to=time(0),
        )
        profile.edit(self.session, self._caller(one.key), about, now=self.now)

    def _caller(self, key: str) -> Caller:
        """Somebody as the API would find them by their access token now."""
        self.session.flush()
        return callers.by_access_token(self.session, self._access[key], self.now)

    def _words(self, one: Neighbour, community_id: UUID) -> None:
        """The word that others gave for somebody."""
        when = self.now - TRUSTED_AGO
        for voucher in one.vouched_by:
            words.vouch(self.session, self._caller(voucher), community_id, self._ids[one.key], now=when)

    def _role(self, one: Neighbour, community_id: UUID, steward: str, when: datetime) -> None:
        """The role that somebody carries."""
        if one.role is Role.COORDINATOR:
            members.edit(
                self.session,
                self._caller(steward),
                community_id,
                self._ids[one.key],
                role=one.role,
                state=None,
                now=when,
            )

    def _offer(self, offer: DemoOffer, community_id: UUID) -> None:
        draft = offer_posts.OfferDraft(
            place=offer.place,
            community_id=community_id,
            categories=list(offer.categories),
            languages=list(mombasa.BY_KEY[offer.by].languages),
            **offer.rest,
        )
        offer_posts.post(self.session, self._caller(offer.by), draft, now=self.now)

    def _need(self, need: DemoNeed, community_id: UUID) -> None:
        draft = need_posts.NeedDraft(
            category=need.category,
            place=need.place,
            place_kind=PlaceKind.REMOTE if need.place is None else None,
            community_id=community_id,
            title=need.title,
            language=need.language,
            **need.rest,
        )
        need_posts.post(self.session, self._caller(need.by), draft, now=self.now)


def _tokens(session: Session, now: datetime) -> dict[str, str] | None:
    """Access tokens of the three, good for ten minutes; None where they are not there."""
    tokens: dict[str, str] = {}
    for key in SHOWN:
        person = _known(session, mombasa.BY_KEY[key].email, now)
        if person is None:
            return None
        signed_in = sign_in.start_session(session, person, device_name="demo", now=now)
        tokens[key] = signed_in.access_token
    return tokens


def _known(session: Session, email: str, now: datetime) -> Person | None:
    contact = session.execute(
        select(ContactPoint).where(
            col(ContactPoint.kind) == ContactKind.EMAIL,
            col(ContactPoint.lookup) == vault(session).index(ContactKind.EMAIL, email),
        )
    ).scalar_one_or_none()
    if contact is None:
        return None
    contact.used_at = now  # The clock may have been moved by months; the printed addresses stay good.
    return session.get_one(Person, contact.person_id)
