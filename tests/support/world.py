"""A whole Minka to test against: database, API on a socket, jobs that run when told, a clock that moves when told."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
import orjson
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from sqlalchemy import select
from sqlmodel import Session, col

from api.schemas.people import PersonEdit
from core import clock
from core.crypto.keyring import vault
from core.database.db import Address, vault_of
from core.database.holding import Holder
from core.dials import Environment
from core.errors import NotFound
from core.models import Membership
from core.models import Person as PersonRow
from core.models.notification import ChannelName
from core.models.person import ContactKind
from core.settings import Settings
from core.source import SYSTEM, Source
from matching.words.changing import ChangeKind
from matching.words.vocabulary import MemberState, TrustLevel
from notifications import inbox
from notifications.channels.base import Channel
from notifications.messages.catalogue import ALL_EMAIL
from scheduler.channels import fingerprints, from_settings, operators_mailbox
from scheduler.courier import Courier
from scheduler.jobs import JOBS
from scheduler.passes import run_until_idle
from services.access import callers, step_up
from services.communities import recognition, words
from services.governance import changes as pending_changes
from services.people import elsewhere, profile, proving, sessions, sign_in
from services.people.sign_in import SignedIn
from tests.support.engines import ReusingDatabase
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.server import serving

_MORNING = 15
"""The hour, in UTC, at which every world begins: ten or eleven in Lansing, where nobody's night is near."""

SIXTY_DAYS = timedelta(days=60)
"""How long ago the communities of tests were founded: nothing that watches over new ones stands in the way."""

FOUR_DAYS = timedelta(days=4)
"""How long ago new stewards were wished for in tests: the time to object is over."""

TWO_DAYS = timedelta(days=2)
"""How long ago words were given in tests: standing that is newer than a day opens nothing by itself."""

PATIENT_MS = 20_000
"""How long a statement of a test's Minka may wait for others. Operators of real ones are told two seconds; on a machine
that does much else at once that would measure the machine.
"""

_TLS = httpx.create_ssl_context()
"""Not used here, but reading the world's certificates takes longer than anything else a client does at its start."""


@dataclass
class Known:
    """What a world knows of its data: who founded which community, and how many people have come."""

    stewards: dict[str, Person] = field(default_factory=dict)
    people: int = 0

    def next_person(self) -> int:
        """The number of somebody who comes."""
        self.people += 1
        return self.people


class _AsTold(Settings):
    """Settings that are what a test says, and else the defaults, whatever stands in the environment."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class World:
    """Use as `with World(address, data_dir) as world`. Nothing happens by itself: `tick` lets time act.

    `source`: where ids, secrets and the time come from. `make_channels` is called on the loop the channels will
    live on; what it leaves out prints to the console. `at`: the moment at which it begins, else a morning. It waits
    for its database `PATIENT_MS` unless `settings` say otherwise.
    """

    def __init__(
        self,
        address: Address,
        data_dir: Path,
        *,
        make_channels: Callable[[], Mapping[ChannelName, Channel]] = dict,
        source: Source = SYSTEM,
        at: datetime | None = None,
        **settings: Any,
    ) -> None:
        self.address = address
        self.settings = _AsTold(
            env=Environment.DEVELOPMENT,
            data_dir=data_dir,
            database_url=address.app_url,
            direct_database_url=address.direct_url,
            **{"statement_timeout_ms": PATIENT_MS} | settings,
        )
        self.database = ReusingDatabase(
            address.app_url,
            vault_of(self.settings),
            pool_size=self.settings.pool_size,
            statement_timeout_ms=self.settings.statement_timeout_ms,
            source=source,
            limits=self.settings.limits,
            direct_url=address.direct_url,
            replica_url=self.settings.replica_url,
        )
        self.rng = random.Random(1)
        self._begins_at, self._source = at, source
        self._make_channels = make_channels
        self.known = Known()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        stack = self._stack
        stack.callback(self.database.close)
        Holder(self.database, kind="world", read_clock=partial(clock.now, movable=True)).join()
        self.courier = Courier(
            self.database,
            lambda: {**from_settings(self.settings, self.database), **self._make_channels()},
            public_url=self.settings.public_url,
            operator_mailbox=operators_mailbox(self.settings),
            fingerprints=fingerprints(self.settings, self.database.vault),
        )
        stack.callback(self.courier.close)
        self.jobs = (*JOBS, self.courier.job(timedelta(seconds=1)))
        self.server = stack.enter_context(serving(self.settings, self.database))
        self.http = stack.enter_context(httpx.Client(base_url=self.server.url, timeout=120, verify=_TLS))
        self._move_clock((self._begins_at or self._a_morning()) - self.now())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _a_morning(self) -> datetime:
        """Quiet hours and weekdays must not depend on when the tests run: the next Wednesday morning."""
        now = self.now()
        morning = now.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
        morning += timedelta(days=(2 - now.weekday()) % 7)
        return morning if morning >= now else morning + timedelta(days=7)

    def now(self) -> datetime:
        with self.database.transaction() as session:
            return clock.now(session, movable=True)

    def advance(self, **how_far: float) -> None:
        """Moves the clock, and lets the jobs do what became due. Keywords as of `timedelta`."""
        self._move_clock(timedelta(**how_far))
        self.tick()

    def tick(self) -> int:
        """Runs all jobs until nothing is left to do."""
        ahead = self.now() - self._source.now()  # asked once: nothing moves the clock while jobs run
        return run_until_idle(self.database, self.jobs, lambda: self._source.now() + ahead, self.rng)

    def person(self, name: str, *, proved: str | None = None, **fields: Any) -> Person:
        """Somebody signed in, an adult who may be rung at any hour unless `fields` say otherwise. They came sixty days
        ago, and nobody knows them yet.

        `proved`: the e-mail address or phone number they signed in with, by the code that was sent there. Else they
        came by an account elsewhere, whose mailbox is proved, and want no letters.
        """
        signed_in = self._came(proved, SIXTY_DAYS)
        return self._introduced(name, signed_in, **fields)

    def newcomer(self, name: str, *, proved: str | None = None, **fields: Any) -> Person:
        """The same for somebody who came just now; without `proved` nothing reaches them but the app."""
        return self._introduced(name, self._came(proved, timedelta()), **fields)

    def _came(self, proved: str | None, ago: timedelta) -> SignedIn:
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            came = now - ago
            if not ago:
                return _with_code(session, proved, came) if proved else _without_address(session, came)
            address = proved or f"person-{self.known.next_person()}@elsewhere.example"
            first = _with_code(session, proved, came) if proved else _from_elsewhere(session, address, came)
            step_up.proved(session, first.session_id, now)
            return sessions.refresh(session, refresh_token=first.refresh_token, now=now)

    def _introduced(self, name: str, signed_in: SignedIn, **fields: Any) -> Person:
        """They say this of themselves: as `PATCH /v1/me` takes it, without a call for each of a thousand people."""
        about = {"is_adult": True, "quiet_from": "00:00", "quiet_to": "00:00"} | fields
        said = PersonEdit.model_validate_json(orjson.dumps({"display_name": name, **about})).value()
        person_id = signed_in.person.id
        with self.database.transaction() as session:
            caller = replace(callers.by_person(session, person_id), session_id=signed_in.session_id)
            profile.edit(session, caller, said, now=clock.now(session, movable=True))
        person = Person(self.http, name, str(person_id), signed_in.access_token, signed_in.refresh_token)
        person.steps_up = self.prove_again
        return person

    def sign_in(self, address: str) -> Person:
        """Somebody who signs in as people do: by a code that arrives."""
        challenge = self.http.post("/v1/auth/codes", json={"address": address}).json()["challenge"]
        self.tick()
        code = self.code_for(address)
        answer = self.http.post("/v1/auth/sessions", json={"challenge": challenge, "code": code}).json()
        return Person(
            self.http, address, answer["person"]["id"], answer["access_token"], answer["refresh_token"]
        )

    def prove_again(self, person: Person) -> None:
        """Whoever is signed in as this person has shown just now that it is them."""
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            for sign_in_row in sessions.standing(session, UUID(person.id), now):
                step_up.proved(session, sign_in_row.id, now)

    def prove(self, person: Person, address: str) -> None:
        """Somebody shows the code that went to one more address of theirs; a mailbox takes letters again."""
        self.prove_again(person)
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            challenge = sign_in.send_code(session, kind=_kind(address), address=address, locale="en", now=now)
            code = sign_in.code_of(vault(session), challenge)
            [newest, *_] = sessions.standing(session, UUID(person.id), now)
            caller = replace(callers.by_person(session, UUID(person.id)), session_id=newest.id)
            proving.prove(session, caller, challenge_id=challenge, code=code, now=now)
            if _kind(address) is ContactKind.EMAIL:
                inbox.switch(session, caller, {ALL_EMAIL: True})

    def code_for(self, address: str) -> str:
        """The last code that was sent to an address."""
        found = (re.search(r"\b\d{6}(\d\d)?\b", item["text"]) for item in self.outbox(address))
        return next(code[0] for code in found if code is not None)

    def outbox(self, address: str) -> list[dict[str, Any]]:
        return list(self.http.get("/dev/outbox", params={"address": address}).json()["items"])

    def community(
        self, steward: Person, *members: Person, recognised: bool = True, **fields: Any
    ) -> dict[str, Any]:
        """A community around Lansing, open to all, with these people in it.

        It was founded and recognised sixty days ago; where nobody recognised it, it is as new as can be.
        """
        body = {"name": "Lansing", "place": LANSING, "reach_km": 25, "join_policy": "open"} | fields
        with self._earlier(SIXTY_DAYS if recognised else timedelta()):
            community: dict[str, Any] = steward.post("/v1/communities", body)
            self.known.stewards[community["id"]] = steward
            if recognised:
                with self.database.transaction() as session:
                    now = clock.now(session, movable=True)
                    recognition.recognise(session, UUID(community["id"]), now=now)
            for member in members:
                member.post(f"/v1/communities/{community['id']}/join")
        return community

    @contextmanager
    def _earlier(self, how_long: timedelta) -> Iterator[None]:
        """What is done within is done so long ago: the clock is set back, and on again afterwards."""
        self._move_clock(-how_long)
        try:
            yield
        finally:
            self._move_clock(how_long)

    def _move_clock(self, by: timedelta) -> None:
        with self.database.transaction() as session:
            clock.advance(session, by)

    def vouch_for(self, person: Person, community_id: str) -> None:
        """Members of the community gave their word for a helper two days ago, as many as made them `vouched`."""
        others = select(Membership.person_id).where(  # type: ignore[call-overload]
            col(Membership.community_id) == community_id,
            col(Membership.person_id) != person.id,
            col(Membership.state) == MemberState.ACTIVE,
        )
        with self._earlier(TWO_DAYS), self.database.transaction() as session:
            now = clock.now(session, movable=True)
            for member in session.scalars(others.order_by(col(Membership.since))).all():
                with suppress(NotFound):  # Who has left meanwhile gives no word.
                    caller = callers.by_person(session, member)
                    helper = words.vouch(session, caller, UUID(community_id), UUID(person.id), now=now)
                    if helper.trust is not TrustLevel.NEW:
                        return
        raise AssertionError(f"too few members to vouch for {person.name}")

    def appoint(self, person: Person, community_id: str, role: str) -> None:
        """The steward who founded the community gives a member this role; that of a steward four days ago, and where
        time alone does not make them one the operator has said so too."""
        path = f"/v1/communities/{community_id}/members/{person.id}"
        if role != "steward":
            self.known.stewards[community_id].patch(path, {"role": role})
            return
        with self._earlier(FOUR_DAYS):
            self.known.stewards[community_id].patch(path, {"role": role})
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            for due in pending_changes.to_decide(session, now, 10):
                pending_changes.decide(session, due, now)
            for change in pending_changes.waiting(session, [UUID(community_id)]):
                if change.kind is ChangeKind.STEWARD and change.person_id == UUID(person.id):
                    pending_changes.by_operator(session, change.id, approve=True, now=now)

    def check(self, person: Person, community_id: str) -> None:
        """The steward who founded the community has checked a member, and so has the operator."""
        path = f"/v1/communities/{community_id}/members/{person.id}/checks"
        steward = self.known.stewards[community_id]
        steward.post(path, {"kind": "identity", "at": f"{self.now():%Y-%m-%d}"})
        waiting = steward.get(f"/v1/communities/{community_id}")["pending_changes"]
        for change in waiting:
            if change["kind"] == "checked" and change["person_id"] == person.id:
                self.operator(change["id"])

    def operator(self, change_id: str, *, approve: bool = True) -> None:
        """The operator's word on a change that waits."""
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            pending_changes.by_operator(session, UUID(change_id), approve=approve, now=now)

    def organisation(self, founder: Person, *others: Person, **fields: Any) -> str:
        """An organisation that these people act for, verified by stewards of two communities far away; its id."""
        body = {"name": "Kitchen", "kind": "collective"} | fields
        organisation = founder.post("/v1/organisations", body)["id"]
        for number, place in enumerate(({"lat": -33.9, "lon": 151.2}, {"lat": -36.8, "lon": 174.8})):
            steward = self.person(f"Steward {number} far away")
            self.community(steward, name=f"Far away {number}", place=place)
            steward.post(f"/v1/organisations/{organisation}/verifications")
        for person in others:
            for one in (founder, person):  # who invites, and who accepts
                one.put(f"/v1/organisations/{organisation}/people/{person.id}")
        return str(organisation)

    def row(self, person: Person) -> PersonRow:
        with self.database.transaction() as session:
            return session.get_one(PersonRow, UUID(person.id))


def _without_address(session: Session, now: datetime) -> SignedIn:
    """Somebody new whom nothing reaches but the app."""
    person = profile.create(session, locale="en", now=now)
    return sign_in.start_session(session, person, device_name="test", now=now)


def _from_elsewhere(session: Session, address: str, now: datetime) -> SignedIn:
    """Somebody new with an account elsewhere that has proved this mailbox; they want no letters there."""
    found = elsewhere.with_firebase(
        session, uid=address, email=address, locale="en", device_name="test", now=now
    )
    inbox.switch(session, callers.by_person(session, found.person.id), {ALL_EMAIL: False})
    return found


def _with_code(session: Session, address: str, now: datetime) -> SignedIn:
    """Whoever reads the code that is sent to this address; somebody new where nobody has it."""
    challenge = sign_in.send_code(session, kind=_kind(address), address=address, locale="en", now=now)
    code = sign_in.code_of(vault(session), challenge)
    return sign_in.with_code(session, challenge_id=challenge, code=code, device_name="test", now=now)


def _kind(address: str) -> ContactKind:
    return ContactKind.EMAIL if "@" in address else ContactKind.PHONE


def device_for(person: Person, address: str) -> str:
    """Registers a device whose address is `address`; returns its installation id."""
    installation = str(uuid4())
    person.put(f"/v1/me/devices/{installation}", {"address": address})
    return installation
