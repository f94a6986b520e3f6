"""A phone number on a flyer: people without the app, and who writes down what they say."""

from typing import Any

from tests.support.people import PLACE, Person
from tests.support.world import World


def said(world: World, how: str = "phone") -> dict[str, Any]:
    """How and when somebody said it: just now."""
    return {"how": how, "at": world.now().isoformat()}


def entered(world: World, by: Person, name: str, **fields: Any) -> dict[str, Any]:
    """Somebody whom `by` writes down, with a consent by phone."""
    consent = said(world) | fields.pop("consent", {})
    return dict(by.post("/v1/people", {"display_name": name, "consent": consent} | fields))


def signed_in_by(world: World, word: str, name: str) -> Person:
    """Somebody who types the word of a card or code into the app."""
    answer = world.http.post("/v1/auth/sessions", json={"card": word, "device_name": "phone"})
    assert answer.status_code == 201, answer.text
    got = answer.json()
    return Person(world.http, name, got["person"]["id"], got["access_token"], got["refresh_token"])


def taken_over(world: World, by: Person, person: dict[str, Any]) -> Person:
    """Somebody who takes everything over, by a code that their representative reads out to them."""
    code = by.post(f"/v1/people/{person['id']}/takeover-codes")["code"]
    return signed_in_by(world, code, str(person["display_name"]))


def hands(world: World, match_id: str, names: dict[str, str]) -> list[tuple[str, str, str | None]]:
    """The events by which a match's keys turned: what, by whose hand, and for whom. `names` by id."""
    from sqlalchemy import text

    query = text("""
        SELECT kind, CAST(actor_id AS text), CAST(for_id AS text) FROM event
         WHERE subject_id = :match AND kind IN ('match_invited', 'match_accepted', 'match_confirmed')
         ORDER BY id""")
    with world.database.transaction() as session:
        rows = session.execute(query, {"match": match_id}).all()
    return [(kind, names[actor], names[whom] if whom else None) for kind, actor, whom in rows]


def households(world: World, person_id: str) -> int:
    """How many contact points could tie this person to a household."""
    from sqlalchemy import text

    with world.database.transaction() as session:
        query = text("SELECT count(*) FROM household_mark WHERE person_id = :id")
        return int(session.execute(query, {"id": person_id}).scalar_one())


def completed_by_silence(world: World) -> int:
    from sqlalchemy import text

    with world.database.transaction() as session:
        return int(
            session.execute(text("SELECT count(*) FROM match WHERE completed_by = 'silence'")).scalar_one()
        )


class Circle:
    """A community with Cleo, who coordinates it, and Ben, a vouched helper with an offer."""

    def __init__(self, world: World) -> None:
        self.world, self.place = world, PLACE
        self.cleo, self.ben = world.person("Cleo"), world.person("Ben")
        self.id: str = world.community(self.cleo, self.ben)["id"]
        world.trust(self.id, self.ben, "vouched")
        self.offer = self.ben.offer()

    def member(self, name: str) -> Person:
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        return person

    def ben_says_yes(self, need_id: str) -> dict[str, Any]:
        """Ben answers a need with his offer; the match as it stands then."""
        return dict(self.ben.post(f"/v1/needs/{need_id}/responses", {"offer_id": self.offer["id"]}))

    def organisation(self, *people: Person) -> str:
        """A verified organisation that these people act for."""
        from sqlalchemy import text

        founder, *others = people
        found = founder.post("/v1/organisations", {"name": "Kitchen", "kind": "collective"})
        with self.world.database.transaction() as session:
            session.execute(text("UPDATE organisation SET verified = true"))
        for person in others:
            founder.put(f"/v1/organisations/{found['id']}/people/{person.id}")
        return str(found["id"])
