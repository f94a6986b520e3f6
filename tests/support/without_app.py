"""People without the app, and who writes down what they say."""

from typing import Any

from sqlalchemy import text

from tests.support.people import Person
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
    query = text("""
        SELECT kind, CAST(actor_id AS text), CAST(for_id AS text) FROM event
         WHERE subject_id = :match AND kind IN ('match_invited', 'match_accepted', 'match_confirmed')
         ORDER BY id""")
    with world.database.transaction() as session:
        rows = session.execute(query, {"match": match_id}).all()
    return [(kind, names[actor], names[whom] if whom else None) for kind, actor, whom in rows]


def households(world: World, person_id: str) -> int:
    """How many contact points could tie this person to a household."""
    with world.database.transaction() as session:
        query = text("SELECT count(*) FROM household_mark WHERE person_id = :id")
        return int(session.execute(query, {"id": person_id}).scalar_one())


def completed_by_silence(world: World) -> int:
    with world.database.transaction() as session:
        return int(
            session.execute(text("SELECT count(*) FROM match WHERE completed_by = 'silence'")).scalar_one()
        )
