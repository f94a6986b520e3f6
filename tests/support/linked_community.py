"""A community with one link of every purpose, each with something to do; what is done can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Self
from uuid import UUID

import httpx

from core import clock
from core.models.link import LinkPurpose
from services.access import links
from tests.support import pages
from tests.support.pages import Shown, link_for
from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.undoable import UndoableDatabase, sign_in_for_a_day, undoable
from tests.support.world import World

WORDS = "bring a <b>big</b> bag & ring twice"
LONG = "ضع الخبز عند الباب <من فضلك> & " * 120


class LinkedCommunity:
    """`paths` holds the links by name; `get` and `press` use them as a browser would."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward = world.person("Steward", phone="+15175550100")
        self.ana, self.cy = world.person("Ana"), world.person("Cy")
        self.ben = world.person("Ben", asks_a_day=5, asks_a_week=10)
        self.id = world.community(
            self.steward,
            self.ana,
            self.ben,
            self.cy,
            contact={"phone": "+15175550100", "email": "circle@example.org", "hours": "Mon to Fri, 9 to 5"},
            emergency=[{"label": "Emergency", "phone": "911"}],
        )["id"]
        offer = self.ben.offer(share=["phone"])
        self.offer = offer["id"]
        fields = {"title": "Rice", "details": WORDS, "for_people": 3, "share": ["phone", "place"]}
        choosing = {"criteria": {"decide": "ask_me_first"}, "quantity": 5}
        self.signed_in = (self.steward, self.ana, self.ben, self.cy)
        self.need = self.ana.need(**fields, **choosing)
        self.invited = self._invite(self.need["id"], offer["id"])
        self.answered = self.ana.need(**fields, quantity=5)
        self.accepted = self.cy.post(f"/v1/needs/{self.answered['id']}/responses")["id"]
        agreed = self.ana.need(**fields, **choosing)
        self.agreed = self._invite(agreed["id"], offer["id"])
        self.ben.post(f"/v1/matches/{self.agreed}/accept")
        self.shared = self.ana.need(**fields)
        consent = {"how": "link", "at": world.now().isoformat()}
        entry = {"display_name": "Mercy", "consent": consent, "languages": ["en"]}
        self.mercy = Person(world.http, "Mercy", self.steward.post("/v1/people", entry)["id"], "", "")
        self.urgent = self.ana.need(urgency="urgent", criteria={"decide": "ask_me_first"})
        world.advance(minutes=16)
        self.notification = self._told(self.ben, "invitation")
        self.paths = self._links()

    def _told(self, person: Person, kind: str) -> str:
        """The id of the last that somebody was told of a kind."""
        query = "SELECT CAST(id AS text) FROM notification WHERE person_id = :p AND kind = :k ORDER BY id DESC LIMIT 1"
        return str(scalar(self.world.database, query, p=person.id, k=kind))

    def _invite(self, need_id: str, offer_id: str) -> str:
        return str(self.ana.invite(need_id, offer_id)["id"])

    def _links(self) -> dict[str, str]:
        def link(purpose: LinkPurpose, person: Person, subject_id: str) -> str:
            return link_for(self.world, purpose, person, subject_id)

        return {
            "answer": link(LinkPurpose.ANSWER, self.ben, self.invited),
            "answer_author": link(LinkPurpose.ANSWER, self.ana, self.accepted),
            "match": link(LinkPurpose.MATCH, self.ben, self.agreed),
            "human": link(LinkPurpose.HUMAN, self.steward, self._told(self.steward, "ring")),
            "notice": link(LinkPurpose.NOTICE, self.ben, self.notification),
            "tend_offer": link(LinkPurpose.TEND_OFFER, self.ben, self.offer),
            "tend_need": link(LinkPurpose.TEND_NEED, self.ana, self.shared["id"]),
            "consent": link(LinkPurpose.CONSENT, self.mercy, self.mercy.id),
            "take_over": link(LinkPurpose.TAKE_OVER, self.mercy, self.mercy.id),
            "unsubscribe": link(LinkPurpose.UNSUBSCRIBE, self.ben, self.notification),
            "shared_need": pages.link_in(self.ana.post(f"/v1/needs/{self.shared['id']}/share-links")["url"]),
        }

    def move_to(self, database: UndoableDatabase, http: httpx.Client) -> None:
        """From now on everybody talks to the server whose doings are undone."""
        self.database, self.http = database, http
        for person in (*self.signed_in, self.mercy):
            person.http = http

    @contextmanager
    def undone(self) -> Iterator[Self]:
        """What is done within is undone at its end, also to anybody's sign-in."""
        before = [(person.access_token, person.refresh_token) for person in self.signed_in]
        with self.database.undone():
            yield self
        for person, (access, refresh) in zip(self.signed_in, before, strict=True):
            person.access_token, person.refresh_token = access, refresh

    def link(self, purpose: LinkPurpose, person: Person, subject_id: str) -> str:
        """One link more, as a message would bring it now."""
        with self.database.transaction() as session:
            now = clock.now(session, movable=True)
            return "/l/" + links.make(session, purpose, UUID(person.id), UUID(subject_id), now)

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
def prepared(world: World) -> Iterator[LinkedCommunity]:
    """The community, prepared once; `community.undone()` takes back what a test did."""
    community = LinkedCommunity(world)
    sign_in_for_a_day(world, community.signed_in)
    with undoable(world) as (database, http):
        community.move_to(database, http)
        yield community
