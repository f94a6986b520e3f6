"""A community in which several people meet one helper, and may report him."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from core import clock
from tests.support.people import Person
from tests.support.world import World

Found = TypeVar("Found")


class ReportedCommunity:
    """Sam answers for it and Cora coordinates it; Ben helps, and nobody gave their word for him."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.cora, self.ben = (world.person(name) for name in ("Sam", "Cora", "Ben"))
        self.id: str = world.community(self.sam, self.cora, self.ben)["id"]
        world.appoint(self.cora, self.id, "coordinator")

    def met(self, author: Person, helper: Person | None = None, **words: Any) -> str:
        """A match of this author with Ben, or another helper, that both agreed to."""
        need = author.need(**words)["id"]
        match: str = (helper or self.ben).post(f"/v1/needs/{need}/responses", {})["id"]
        author.post(f"/v1/matches/{match}/confirm")
        return match

    def report(self, who: Person, type: str, id: str, **more: Any) -> Any:
        body = {"about": {"type": type, "id": id}, "kind": "harassment", "text": "he shouted at me"}
        return who.post("/v1/reports", body | more)

    def by_two(self) -> tuple[Person, Person]:
        """Ana and Eve, who have nothing to do with one another, met Ben, and reported him."""
        two = self.world.person("Ana"), self.world.person("Eve")
        for author in two:
            self.report(author, "match", self.met(author))
        self.world.tick()
        return two

    def queue(self, who: Person) -> list[dict[str, Any]]:
        return list(who.get(f"/v1/communities/{self.id}/queue")["items"])

    def case_of(self, who: Person) -> str:
        """The one case in this queue."""
        [entry] = [entry for entry in self.queue(who) if entry["why"] == "report"]
        return str(entry["case_id"])

    def read(self, who: Person, case_id: str) -> Any:
        return who.get(f"/v1/communities/{self.id}/cases/{case_id}")

    def within(self, act: Callable[[Session, datetime], Found]) -> Found:
        """Does something in a transaction of its own."""
        with self.world.database.transaction() as session:
            return act(session, clock.now(session, movable=True))


def texts(case: Any) -> set[str]:
    """What was frozen for a case."""
    return {piece["text"] for piece in case["evidence"]}
