"""A whole Minka to test against: database, API on a socket, jobs that run when told, a clock that moves when told."""

import random
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from core import clock
from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.models import Person as PersonRow
from core.models.notification import ChannelName
from core.settings import Environment, Settings
from notifications.channels.base import Channel
from scheduler.channels import from_settings
from scheduler.courier import Courier
from scheduler.jobs import JOBS, Job
from scheduler.worker import run_until_idle
from services.communities import recognition
from services.people import profile, sign_in
from tests.support.people import Person
from tests.support.server import serving

LANSING = {"lat": 42.731, "lon": -84.551}
"""A town most of the tests live in."""

_MORNING = 15
"""The hour, in UTC, at which every world begins: ten or eleven in Lansing, where nobody's night is near."""

_TLS = httpx.create_ssl_context()
"""Not used here, but reading the world's certificates takes longer than anything else a client does at its start."""


class World:
    """Use as `with World(address, data_dir) as world`. Nothing happens by itself: `tick` lets time act.

    `make_channels` is called on the loop the channels will live on; what it leaves out prints to the console.
    """

    def __init__(
        self,
        address: Address,
        data_dir: Path,
        *,
        make_channels: Callable[[], Mapping[ChannelName, Channel]] = dict,
        **settings: Any,
    ) -> None:
        self.address = address
        self.settings = Settings(
            env=Environment.DEVELOPMENT, data_dir=data_dir, database_url=address.app_url, **settings
        )
        self.database = Database(
            address.app_url,
            Vault(self.settings.master_key_bytes),
            pool_size=self.settings.pool_size,
            statement_timeout_ms=self.settings.statement_timeout_ms,
        )
        self.rng = random.Random(1)
        self._make_channels = make_channels
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        stack = self._stack
        stack.callback(self.database.close)
        self.courier = Courier(
            self.database,
            lambda: {**from_settings(self.settings, self.database), **self._make_channels()},
            public_url=self.settings.public_url,
        )
        stack.callback(self.courier.close)
        self.jobs = (*JOBS, Job("deliver", timedelta(seconds=1), self.courier.run))
        self.server = stack.enter_context(serving(self.settings, self.database))
        self.http = stack.enter_context(httpx.Client(base_url=self.server.url, timeout=120, verify=_TLS))
        self._begin_on_a_morning()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _begin_on_a_morning(self) -> None:
        """Quiet hours and weekdays must not depend on when the tests run: the next Wednesday morning it is."""
        now = self.now()
        morning = now.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
        morning += timedelta(days=(2 - now.weekday()) % 7)
        if morning < now:
            morning += timedelta(days=7)
        with self.database.transaction() as session:
            clock.advance(session, morning - now)

    def now(self) -> datetime:
        with self.database.transaction() as session:
            return clock.now(session, movable=True)

    def advance(self, **how_far: float) -> None:
        """Moves the clock, and lets the jobs do what became due. Keywords as of `timedelta`."""
        with self.database.transaction() as session:
            clock.advance(session, timedelta(**how_far))
        self.tick()

    def tick(self) -> int:
        """Runs all jobs until nothing is left to do."""
        return run_until_idle(self.database, self.jobs, self.now, self.rng)

    def person(self, name: str, **fields: Any) -> Person:
        """Somebody signed in, an adult who may be rung at any hour unless `fields` say otherwise."""
        about = {"is_adult": True, "quiet_from": "00:00", "quiet_to": "00:00"} | fields
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            row = profile.create(session, locale="en", now=now)
            tokens = sign_in.start_session(session, row, device_name="test", now=now)
        person = Person(self.http, name, str(row.id), tokens.access_token, tokens.refresh_token)
        person.patch("/v1/me", {"display_name": name, **about})
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

    def code_for(self, address: str) -> str:
        """The last code that was sent to an address."""
        found = (re.search(r"\b\d{6}\b", item["text"]) for item in self.outbox(address))
        return next(code[0] for code in found if code is not None)

    def outbox(self, address: str) -> list[dict[str, Any]]:
        return list(self.http.get("/dev/outbox", params={"address": address}).json()["items"])

    def community(
        self, steward: Person, *members: Person, recognised: bool = True, **fields: Any
    ) -> dict[str, Any]:
        """A community around Lansing, open to all, with these people in it."""
        body = {"name": "Lansing", "place": LANSING, "reach_km": 25, "join_policy": "open"} | fields
        found: dict[str, Any] = steward.post("/v1/communities", body)
        if recognised:
            with self.database.transaction() as session:
                now = clock.now(session, movable=True)
                recognition.recognise(session, UUID(found["id"]), now=now)
        for member in members:
            member.post(f"/v1/communities/{found['id']}/join")
        return found

    def trust(self, community_id: str, person: Person, level: str) -> None:
        """Says what the community knows of a helper, as enough vouches would."""
        from sqlalchemy import text

        with self.database.transaction() as session:
            session.execute(
                text("UPDATE membership SET trust = :t WHERE community_id = :c AND person_id = :p"),
                {"t": level, "c": community_id, "p": person.id},
            )

    def make(self, person: Person, community_id: str, role: str) -> None:
        """Gives a role, as a steward would."""
        from sqlalchemy import text

        with self.database.transaction() as session:
            session.execute(
                text("UPDATE membership SET role = :r WHERE community_id = :c AND person_id = :p"),
                {"r": role, "c": community_id, "p": person.id},
            )

    def row(self, person: Person) -> PersonRow:
        with self.database.transaction() as session:
            return session.get_one(PersonRow, UUID(person.id))


def device_for(person: Person, address: str) -> str:
    """Registers a device whose address is `address`; returns its installation id."""
    installation = str(uuid4())
    person.put(f"/v1/me/devices/{installation}", {"address": address})
    return installation
