"""The demo community as plain data: Mombasa's geography, invented people. Nobody here exists.

Places are rounded points in quarters of the town; addresses end in `.example`, where no mail can arrive.
"""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from core.models.circle_values import Landmark
from core.models.values import EmergencyNumber
from matching.words.tasks import Involves, Requires, Weekday
from matching.words.values import Point, Slot
from matching.words.vocabulary import JoinPolicy, Role, Share, Urgency, VisibleTo
from services.communities.founding import CommunityDraft

ZONE = "Africa/Nairobi"

COMMUNITY = CommunityDraft(
    name="Mombasa Mtaani",
    place=Point(-4.045, 39.68),
    reach_km=20.0,
    languages=["sw", "en", "ar", "fr", "es"],
    time_zone=ZONE,
    join_policy=JoinPolicy.OPEN,
    landmarks=(
        Landmark("Soko la Kongowea", -4.0375, 39.6841),
        Landmark("Fort Jesus", -4.0627, 39.6796),
        Landmark("Kivuko cha Likoni", -4.0769, 39.6636),
        Landmark("Stesheni ya zamani", -4.0527, 39.6652),
    ),
    emergency=(
        EmergencyNumber("Dharura / Emergency", "999"),
        EmergencyNumber("Kenya Red Cross", "1199"),
    ),
)

OLD_TOWN = Point(-4.0615, 39.6786)
MAJENGO = Point(-4.0527, 39.6652)
TUDOR = Point(-4.0401, 39.6640)
KIZINGO = Point(-4.0719, 39.6731)
NYALI = Point(-4.0340, 39.7050)
KISAUNI = Point(-4.0200, 39.6905)
BAMBURI = Point(-4.0021, 39.7173)
LIKONI = Point(-4.0832, 39.6641)
CHANGAMWE = Point(-4.0262, 39.6281)
BEACH = Point(-4.0289, 39.7202)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody in the demo. `vouched_by`: keys of those who give their word for them as a helper."""

    key: str
    name: str
    languages: tuple[str, ...]
    role: Role = Role.MEMBER
    phone: str | None = None
    vouched_by: tuple[str, ...] = ()
    asks_a_day: int = 2
    asks_a_week: int = 6

    @property
    def email(self) -> str:
        return f"{self.key}@mombasa.example"

    @property
    def locale(self) -> str:
        return self.languages[0]


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """An offer, and whose. `rest` are fields of `services.offers.posts.OfferDraft`."""

    by: str
    place: Point | None
    categories: tuple[str, ...]
    rest: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """A need, and whose, in their own words. `rest` are fields of `services.needs.posts.NeedDraft`."""

    by: str
    category: str
    place: Point | None
    language: str
    title: str
    rest: dict[str, Any] = field(default_factory=dict)


AMINA, JUMA, GRACE = "amina", "juma", "grace"
"""The three whose sign-ins are printed: somebody with a need, a helper, a coordinator."""

PEOPLE = (
    Neighbour("mwanaisha", "Mwanaisha", ("sw", "en"), Role.STEWARD),
    Neighbour(GRACE, "Grace", ("en", "sw"), Role.COORDINATOR, phone="+254722000103"),
    Neighbour(AMINA, "Amina", ("sw", "ar", "en"), phone="+254722000101"),
    Neighbour(
        JUMA,
        "Juma",
        ("sw", "en"),
        phone="+254722000102",
        vouched_by=("mwanaisha", GRACE, "peter"),
        asks_a_day=5,
        asks_a_week=10,
    ),
    Neighbour("mercy", "Mercy", ("en", "sw"), vouched_by=("mwanaisha", GRACE, AMINA)),
    Neighbour("peter", "Peter", ("en", "sw"), phone="+254722000105"),
    Neighbour("fatma", "Fatma", ("ar", "sw")),
    Neighbour("omar", "Omar", ("ar", "en")),
    Neighbour("claudine", "Claudine", ("fr", "sw")),
    Neighbour("jean", "Jean-Bosco", ("fr", "sw")),
    Neighbour("lucia", "Lucía", ("es", "en")),
    Neighbour("neema", "Neema", ("sw",)),
    Neighbour("baraka", "Baraka", ("sw", "en"), phone="+254722000113"),
    Neighbour("salma", "Salma", ("sw", "ar")),
)
BY_KEY = {one.key: one for one in PEOPLE}

OFFERS = (
    # Nobody else brings water: whoever plays the five lines meets Juma, every time.
    DemoOffer(
        JUMA,
        MAJENGO,
        ("water", "groceries", "errands"),
        {
            "reach_km": 12.0,
            "at_a_time": 50,
            "per_week": 500,
            "has": [Requires.CARGO_BIKE],
            "share": [Share.PHONE],
        },
    ),
    DemoOffer(
        "peter",
        NYALI,
        ("ride",),
        {"reach_km": 15.0, "has": [Requires.CAR, Requires.CHILD_SEAT], "cannot": [Involves.NIGHT]},
    ),
    DemoOffer("fatma", OLD_TOWN, ("cooked_meals",), {"reach_km": 4.0, "at_a_time": 3, "per_week": 6}),
    DemoOffer("omar", None, ("translation", "learning"), {"remote": True}),
    DemoOffer("claudine", None, ("translation", "company_call"), {"remote": True, "at_a_time": 2}),
    DemoOffer("jean", TUDOR, ("repair", "lend_tools"), {"reach_km": 8.0, "has": [Requires.TOOLS]}),
    DemoOffer(
        "lucia",
        NYALI,
        ("learning", "tech_help"),
        {
            "availability": tuple(
                Slot(day, time(16), time(19)) for day in (Weekday.MON, Weekday.WED, Weekday.FRI)
            )
        },
    ),
    DemoOffer("mercy", KIZINGO, ("health_visit_company", "medicine_pickup"), {"reach_km": 10.0}),
    DemoOffer(
        "baraka",
        CHANGAMWE,
        ("moving_things", "cleanup", "common_work"),
        {"reach_km": 20.0, "has": [Requires.VAN], "cannot": [Involves.DOGS]},
    ),
    DemoOffer("salma", KISAUNI, ("baby_supplies", "clothing_bedding"), {"reach_km": 10.0}),
)

NEEDS = (
    DemoNeed(
        AMINA,
        "repair",
        OLD_TOWN,
        "sw",
        "Bomba la jikoni linavuja",
        {"details": "Linavuja tangu jana. Ndoo haitoshi tena.", "share": [Share.PHONE, Share.PLACE]},
    ),
    DemoNeed(
        "neema",
        "baby_supplies",
        BAMBURI,
        "sw",
        "Nepi na blanketi kwa mtoto wa miezi miwili",
        {"for_people": 2, "private_note": "Nyumba ya pili baada ya duka la Mama Zawadi."},
    ),
    DemoNeed(
        "omar",
        "ride",
        LIKONI,
        "ar",
        "أحتاج توصيلة إلى المستشفى صباحًا",
        {"to": KIZINGO, "requires": [Requires.CAR], "urgency": Urgency.FLEXIBLE},
    ),
    DemoNeed(
        "jean",
        "translation",
        None,
        "fr",
        "Lire avec moi une lettre de l'école, du swahili au français",
        {"urgency": Urgency.FLEXIBLE},
    ),
    DemoNeed(
        "lucia",
        "moving_things",
        NYALI,
        "es",
        "Mover un colchón y una mesa al segundo piso",
        {"involves": [Involves.STAIRS, Involves.HEAVY_LIFTING]},
    ),
    DemoNeed(
        GRACE,
        "common_work",
        BEACH,
        "en",
        "Beach clean-up on the north shore: hands and sacks",
        {"quantity": 6, "at_least": 2, "visible_to": VisibleTo.PUBLIC, "urgency": Urgency.FLEXIBLE},
    ),
)
