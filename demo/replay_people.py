"""The people of a replay: those who report needs, those who help, and one who founds their community."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote
from uuid import UUID

from rich.progress import Progress
from sqlmodel import Session

from core import clock
from core.database import db
from core.database.holding import Holder
from core.dials import Environment
from core.errors import NotFound
from core.settings import Settings
from demo.visitor import NotAsToldError, Server, Visitor
from services.communities import recognition
from services.governance import changes as pending_changes

ZONE = "America/Port-au-Prince"
NAME = "Ayiti, janvye 2010"
CENTRE = {"lat": 18.95, "lon": -72.9}
REACH_KM = 200.0
"""A circle that holds all of Haiti and ends well before Santo Domingo."""

MOST_NEEDING, MOST_HELPING = 150, 150
NEEDS_EACH, OFFERS_EACH = 8, 4
AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class ReplayPeople:
    """Who plays, and in which community."""

    founder: Visitor
    needing: Sequence[Visitor]
    helping: Sequence[Visitor]
    community_id: str


def gather(server: Server, progress: Progress, *, needs: int, offers: int) -> ReplayPeople:
    """Signs everybody in as people do; helpers become members of one recognised community.

    The same addresses every time: who has been here before goes on in their account, after taking back what
    is left of the last replay.
    """
    needing = [f"need-{i}@haiti.example" for i in range(_enough(needs, NEEDS_EACH, MOST_NEEDING))]
    helping = [f"help-{i}@haiti.example" for i in range(_enough(offers, OFFERS_EACH, MOST_HELPING))]
    task = progress.add_task("People sign in", total=len(needing) + len(helping))
    [founder] = server.sign_in(["founder@haiti.example"], locale="fr")
    _introduce(founder, "Fondatè")
    community_id, came_before = _community(founder)
    in_need: list[Visitor] = []
    for person in _arrivals(server, needing):
        _introduce(person, "Vwazen")
        in_need.append(person)
        person.post(f"/v1/communities/{community_id}/join")
        _check(founder, community_id, person)
        if came_before:
            _take_back(person, "needs", ("open", "matched"))
        progress.advance(task)
    helpers: list[Visitor] = []
    for person in _arrivals(server, helping):
        _introduce(person, "Vwazen")
        helpers.append(person)
        person.post(f"/v1/communities/{community_id}/join")
        _check(founder, community_id, person)
        if came_before:
            _take_back(person, "offers", ("active", "paused"))
        progress.advance(task)
    _second_checks(UUID(community_id))
    return ReplayPeople(founder, in_need, helpers, community_id)


def _enough(things: int, each: int, most: int) -> int:
    """So many people that nobody posts more than about `each`, within what a laptop plays in minutes."""
    return max(3, min(most, -(-things // each)))


def _arrivals(server: Server, addresses: Sequence[str]) -> Iterator[Visitor]:
    for start in range(0, len(addresses), AT_ONCE):
        yield from server.sign_in(addresses[start : start + AT_ONCE], locale="fr")


def _introduce(person: Visitor, name: str) -> None:
    """What somebody says of themselves. They can be asked as often as Minka lets anybody be asked."""
    person.patch(
        "/v1/me",
        {
            "display_name": name,
            "languages": ["ht", "fr"],
            "time_zone": ZONE,
            "is_adult": True,
            "asks_a_day": 5,
            "asks_a_week": 10,
        },
    )


def _check(founder: Visitor, community_id: str, person: Visitor) -> None:
    """Helpers are looked at before shelter or medicine is theirs to bring: it goes by what is checked. So do limits,
    and here few people report what thousands needed.
    """
    seen = {"kind": "identity", "at": f"{founder.server.clock:%Y-%m-%d}"}
    founder.post(f"/v1/communities/{community_id}/members/{person.id}/checks", seen)


def _take_back(person: Visitor, what: str, states: Sequence[str]) -> None:
    mine = "mine=true&" if what == "needs" else ""
    for state in states:
        while items := person.get(f"/v1/{what}?{mine}status={state}&limit=50")["items"]:
            for item in items:
                person.post(f"/v1/{what}/{item['id']}/withdraw")


def _community(founder: Visitor) -> tuple[str, bool]:
    """The community of the last replay, or a new one."""
    for community in founder.get(f"/v1/communities?search={quote(NAME)}")["items"]:
        if community.get("mine", {}).get("role") == "steward":
            return str(community["id"]), True
    community = founder.post(
        "/v1/communities",
        {
            "name": NAME,
            "place": CENTRE,
            "reach_km": REACH_KM,
            "languages": ["ht", "fr"],
            "time_zone": ZONE,
            "join_policy": "open",
            "emergency": [{"label": "Ijans", "phone": "114"}],
        },
    )
    _recognise(UUID(community["id"]))
    return str(community["id"]), False


def _recognise(community_id: UUID) -> None:
    _as_operator(lambda session, now: recognition.recognise(session, community_id, now=now))


def _second_checks(community_id: UUID) -> None:
    """The founder is alone: that somebody was checked is for the operator to second."""

    def approve(session: Session, now: datetime) -> None:
        for change in pending_changes.waiting(session, [community_id]):
            pending_changes.by_operator(session, change.id, approve=True, now=now)

    _as_operator(approve)


def _as_operator(act: Callable[[Session, datetime], object]) -> None:
    """The operator's word. It is the one thing here that does not go over HTTP, and there is no route for it on
    purpose: whoever could recognise a community from outside could speak for any place on the map. So this
    reaches past the API to the database of the development server, as `manage.py communities` does.
    """
    settings = Settings(env=Environment.DEVELOPMENT)
    if settings.database_url is None and not (settings.data_dir / "pg").exists():
        raise NotAsToldError(_ELSEWHERE)
    address = db.find(settings)
    database = db.Database(address.app_url, db.vault_of(settings), pool_size=1, statement_timeout_ms=5000)
    try:
        holder = Holder(database, kind="minka replay", read_clock=partial(clock.now, movable=True))
        holder.join()
        holder.start()
        with database.transaction() as session:
            act(session, clock.now(session, movable=True))
    except NotFound:
        raise NotAsToldError(_ELSEWHERE) from None
    finally:
        database.close()
        if address.server is not None:
            address.server.stop()


_ELSEWHERE = (
    "The server's database is not the one that the settings here name. Start the replay with the same "
    "MINKA_DATA_DIR or MINKA_DATABASE_URL as the server: it recognises its community there."
)
