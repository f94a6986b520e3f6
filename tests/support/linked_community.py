"""One link of every purpose, each with something to do, served so that nothing done on it stays done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from core import clock
from core.database.db import Address
from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.full_community import Rehearsal
from tests.support.pages import Shown, link_for
from tests.support.people import Person
from tests.support.server import serving
from tests.support.telling import scalar
from tests.support.world import World

WORDS = "bring a <b>big</b> bag & ring twice"
LONG = "ضع الخبز عند الباب <من فضلك> & " * 120


class Stage:
    """`paths` holds the links by name; `get` and `press` use them as a browser would."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward = world.person("Steward")
        self.ana, self.cy = world.person("Ana"), world.person("Cy")
        self.ben = world.person("Ben", asks_a_day=5, asks_a_week=10)
        world.community(self.steward, self.ana, self.ben, self.cy)
        offer = self.ben.offer(share=["phone"])
        fields = {"title": "Rice", "details": WORDS, "for_people": 3, "share": ["phone", "place"]}
        choosing = {"criteria": {"decide": "ask_me_first"}, "quantity": 5}
        self.need = self.ana.need(**fields, **choosing)
        self.invited = self._invite(self.need["id"], offer["id"])
        self.accepted = self.cy.post(f"/v1/needs/{self.need['id']}/responses")["id"]
        agreed = self.ana.need(**fields, **choosing)
        self.agreed = self._invite(agreed["id"], offer["id"])
        self.ben.post(f"/v1/matches/{self.agreed}/accept")
        self.shared = self.ana.need(**fields)
        consent = {"how": "link", "at": world.now().isoformat()}
        entry = {"display_name": "Mercy", "consent": consent, "languages": ["en"]}
        self.mercy = Person(world.http, "Mercy", self.steward.post("/v1/people", entry)["id"], "", "")
        world.tick()
        mine = (
            "SELECT CAST(id AS text) FROM notification WHERE person_id = :ben AND kind = 'invitation' LIMIT 1"
        )
        self.notification = str(scalar(world.database, mine, ben=self.ben.id))
        self.paths = self._links()

    def _invite(self, need_id: str, offer_id: str) -> str:
        return str(self.ana.post(f"/v1/needs/{need_id}/invitations", {"offer_id": offer_id})["id"])

    def _links(self) -> dict[str, str]:
        def link(purpose: LinkPurpose, person: Person, subject_id: str) -> str:
            return link_for(self.world, purpose, person, subject_id)

        return {
            "answer": link(LinkPurpose.ANSWER, self.ben, self.invited),
            "answer_author": link(LinkPurpose.ANSWER, self.ana, self.accepted),
            "agreed": link(LinkPurpose.AGREED, self.ben, self.agreed),
            "tend_need": link(LinkPurpose.TEND_NEED, self.ana, self.shared["id"]),
            "consent": link(LinkPurpose.CONSENT, self.mercy, self.mercy.id),
            "take_over": link(LinkPurpose.TAKE_OVER, self.mercy, self.mercy.id),
            "unsubscribe": link(LinkPurpose.UNSUBSCRIBE, self.ben, self.notification),
            "shared_need": pages.link_in(self.ana.post(f"/v1/needs/{self.shared['id']}/share-links")["url"]),
        }

    def move_to(self, database: Rehearsal, http: httpx.Client) -> None:
        """From now on everybody talks to the server whose doings are undone."""
        self.database, self.http = database, http
        for person in (self.steward, self.ana, self.ben, self.cy, self.mercy):
            person.http = http

    def get(self, name: str, **headers: str) -> Shown:
        return pages.get(self.http, self.paths[name], **headers)

    def press(self, name: str, do: str, **filled: str) -> Shown:
        return pages.press(self.http, self.get(name), do, **filled)

    def status(self, table: str, row_id: str) -> str:
        return str(scalar(self.database, f"SELECT status FROM {table} WHERE id = :id", id=row_id))

    def advance(self, **how_far: float) -> None:
        with self.database.transaction() as session:
            clock.advance(session, timedelta(**how_far))


@contextmanager
def staged(address: Address, folder: Path) -> Iterator[Stage]:
    """The stage on a database of its own; `stage.database.undone()` takes back what a test did."""
    with World(address, folder) as world:
        stage = Stage(world)
        database = Rehearsal(address.app_url, world.database.vault, pool_size=1, statement_timeout_ms=5000)
        database.open()
        with (
            serving(world.settings, database) as served,
            httpx.Client(base_url=served.url, timeout=30) as http,
        ):
            stage.move_to(database, http)
            yield stage
        database.close()
