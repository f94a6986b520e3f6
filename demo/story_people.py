"""The three people of the story and the community that they belong to, made anew at every telling."""

from dataclasses import dataclass
from uuid import uuid4

from demo.visitor import Server, Visitor

ZONE = "Africa/Nairobi"
HERE = {"lat": -4.0615, "lon": 39.6786}
ROUND_THE_CORNER = {"lat": -4.0601, "lon": 39.6770}


@dataclass(frozen=True, slots=True)
class StoryPeople:
    """Ana has needs, Ben helps, Rosa coordinates. `telling` makes their addresses differ from those of other times."""

    ana: Visitor
    ben: Visitor
    rosa: Visitor
    telling: str

    def device(self, name: str) -> str:
        """The address of somebody's phone."""
        return f"phone-of-{name}-{self.telling}"


def sign_in(server: Server) -> StoryPeople:
    """All three by a code that each is sent; each has a phone that pushes reach."""
    telling = uuid4().hex[:8]
    names = ("ana", "ben", "rosa")
    ana, ben, rosa = server.sign_in([f"{name}-{telling}@story.example" for name in names])
    people = StoryPeople(ana, ben, rosa, telling)
    for name, person in zip(names, (ana, ben, rosa), strict=True):
        person.patch("/v1/me", {"display_name": name.title(), "is_adult": True, "time_zone": ZONE})
        person.put(f"/v1/me/devices/{uuid4()}", {"address": people.device(name)})
    return people


def found_community(people: StoryPeople) -> tuple[str, str]:
    """Rosa founds it, the two others join, Ben offers to shop. Returns its id and its state at first."""
    community = people.rosa.post(
        "/v1/communities",
        {
            "name": f"Rosa's street ({people.telling})",
            "place": HERE,
            "reach_km": 5,
            "languages": ["en", "sw"],
            "time_zone": ZONE,
            "join_policy": "open",
            "emergency": [{"label": "Emergency", "phone": "999"}],
        },
    )
    for person in (people.ana, people.ben):
        person.post(f"/v1/communities/{community['id']}/join")
    people.ben.post(
        "/v1/offers",
        {
            "place": ROUND_THE_CORNER,
            "community_id": community["id"],
            "categories": ["groceries"],
            "share": ["email"],
        },
    )
    return str(community["id"]), str(community["state"])
