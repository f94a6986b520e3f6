"""Values kept as JSON stand in their columns as they always have: a database made before works after."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from core.models import Community, Match, PendingChange, ShownSample
from core.models.circle_values import CircleContact, Landmark
from core.models.columns import Kept
from core.models.representation import ConsentHow
from core.models.values import EmergencyNumber, ProposedChange, Shown, Spoken
from matching.words.changing import ChangeKind
from matching.words.policy import PolicyChoices
from matching.words.tasks import CostKind, Weekday
from matching.words.values import Away, Cost, Criteria, Money, RiskRule, Slot, Window
from matching.words.vocabulary import By, Decide, MatchStatus, OrganisationKind, TrustLevel, WhoHelps
from tests.support.rows import a_community, a_need, a_person, an_offer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = UUID("0197a3b4-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Case:
    """A column, what has always been written there, and the value it stands for."""

    column: str
    stored: Any
    value: object

    def __str__(self) -> str:
        return self.column


WRITTEN = [
    Case(
        "community.contact",
        {"phone": "+12075550100", "email": None, "hours": "from eight to six"},
        CircleContact(phone="+12075550100", hours="from eight to six"),
    ),
    Case(
        "community.landmarks",
        [{"name": "The old mill", "lat": 44.1, "lon": -70.2}],
        (Landmark("The old mill", 44.1, -70.2),),
    ),
    Case(
        "shown_sample.shown",
        [
            {"offer": str(ANA), "band": "2_5_km", "reasons": ["near"]},
            {"offer": str(ANA), "band": None, "reasons": []},
        ],
        (Shown(ANA, "2_5_km", ("near",)), Shown(ANA, None, ())),
    ),
    Case(
        "need.criteria",
        {
            "min_trust": "vouched",
            "languages": ["sw", "en", "sw"],
            "by": "organisations",
            "not_kinds": ["ngo", "business"],
            "max_distance_km": 12.5,
            "allies": True,
            "exclude": [str(ANA)],
            "decide": "first_who_fits",
        },
        Criteria(
            min_trust=TrustLevel.VOUCHED,
            languages=("sw", "en", "sw"),
            by=WhoHelps.ORGANISATIONS,
            not_kinds=(OrganisationKind.NGO, OrganisationKind.BUSINESS),
            max_distance_km=12.5,
            allies=True,
            exclude=(ANA,),
            decide=Decide.FIRST_WHO_FITS,
        ),
    ),
    Case(
        "need.criteria",
        {
            "min_trust": "new",
            "languages": [],
            "by": "either",
            "not_kinds": [],
            "max_distance_km": None,
            "allies": False,
            "exclude": [],
            "decide": "i_choose",
        },
        Criteria(),
    ),
    Case(
        "need.cost",
        {"kind": "repaid", "up_to": 20.5, "currency": "KES"},
        Cost(CostKind.REPAID, 20.5, "KES"),
    ),
    Case("need.cost", {"kind": "none", "up_to": None, "currency": None}, Cost()),
    Case("need.cost", {"kind": "none", "up_to": 0.0, "currency": None}, Cost(CostKind.NONE, 0.0)),
    Case(
        "need.windows",
        [
            {"from": "2026-03-02T09:00:00+00:00", "to": "2026-03-02T11:30:00+00:00"},
            {"from": "2026-03-03T09:00:00.000005+00:00", "to": "2026-03-03T11:00:00+00:00"},
        ],
        (
            Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 11, 30, tzinfo=UTC)),
            Window(datetime(2026, 3, 3, 9, 0, 0, 5, UTC), datetime(2026, 3, 3, 11, tzinfo=UTC)),
        ),
    ),
    Case("need.windows", [], ()),
    Case(
        "offer.availability",
        [{"weekday": "mon", "from": "22:00", "to": "06:30"}],
        (Slot(Weekday.MON, time(22), time(6, 30)),),
    ),
    Case(
        "offer.away",
        [{"from": "2026-12-24", "to": "2027-01-02"}],
        (Away(date(2026, 12, 24), date(2027, 1, 2)),),
    ),
    Case(
        "offer.money",
        {"advance_up_to": 20.5, "gift_up_to": 0.0, "currency": "KES"},
        Money(20.5, 0.0, "KES"),
    ),
    Case("community.policy", {}, PolicyChoices()),
    Case("community.policy", {"preset": "usual"}, PolicyChoices(preset="usual")),
    Case(
        "community.policy",
        {
            "preset": "ask_few",
            "pause_minutes": 60,
            "exploration": 0.1,
            "risk": {"ride": {"min_trust": "vouched", "at_least": 2}},
        },
        PolicyChoices(
            preset="ask_few",
            dials={"pause_minutes": 60, "exploration": 0.1},
            risk={"ride": RiskRule(TrustLevel.VOUCHED, 2)},
        ),
    ),
    Case(
        "community.emergency",
        [{"label": "Ambulance", "phone": "911"}, {"label": "Fire", "phone": "112"}],
        (EmergencyNumber("Ambulance", "911"), EmergencyNumber("Fire", "112")),
    ),
    Case(
        "community.emergency",
        [{"label": "Ambulance", "phone": "911", "since": "2026-03-01T12:00:00+00:00"}],
        (EmergencyNumber("Ambulance", "911", NOW),),
    ),
    Case("pending_change.proposed", {}, ProposedChange()),
    Case(
        "pending_change.proposed",
        {"name": "Jackson", "place": [42.25, -84.4], "reach_km": 20.0},
        ProposedChange(name="Jackson", place=(42.25, -84.4), reach_km=20.0),
    ),
    Case(
        "pending_change.proposed",
        {"emergency": [{"label": "Ambulance", "phone": "911"}]},
        ProposedChange(emergency=(EmergencyNumber("Ambulance", "911"),)),
    ),
    Case("pending_change.proposed", {"check": "identity"}, ProposedChange(check="identity")),
    Case(
        "match.helper_spoken",
        {"how": "in_person", "at": "2026-03-01T12:00:00+00:00"},
        Spoken(ConsentHow.IN_PERSON, NOW),
    ),
    Case("match.beneficiary_spoken", None, None),
]
"""Both ways: as written today, to the letter, and read."""

READ = [
    Case("need.criteria", {}, Criteria()),
    Case("need.criteria", {"allies": True}, Criteria(allies=True)),
    Case(
        "need.criteria", {"colour": "red", "decide": "first_who_fits"}, Criteria(decide=Decide.FIRST_WHO_FITS)
    ),
    Case("need.cost", {}, Cost()),
    Case("need.cost", {"kind": "none"}, Cost()),
    Case(
        "need.cost", {"kind": "gift", "up_to": 5, "currency": "USD", "tip": 1}, Cost(CostKind.GIFT, 5, "USD")
    ),
    Case(
        "need.windows",
        [{"from": "2026-03-02T09:00:00Z", "to": "2026-03-02T11:00:00Z", "why": "tea"}],
        (Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC)),),
    ),
    Case(
        "offer.availability",
        [{"weekday": "sun", "from": "09:00:00", "to": "00:00", "every": 2}],
        (Slot(Weekday.SUN, time(9), time(0)),),
    ),
    Case("offer.money", {}, Money()),
    Case("offer.money", {"advance_up_to": 0, "gift_up_to": None, "coin": 1}, Money()),
    Case(
        "community.policy",
        {"pause_minutes": 45, "a_dial_of_old": 3, "risk": {"ride": {}, "juggling": {"at_least": 2}}},
        PolicyChoices(
            dials={"pause_minutes": 45},
            risk={"ride": RiskRule(), "juggling": RiskRule(TrustLevel.NEW, 2)},
        ),
    ),
    Case(
        "match.helper_spoken",
        {"how": "phone", "at": "2026-03-01T12:00:00+00:00", "to": "ana"},
        Spoken(ConsentHow.PHONE, NOW),
    ),
]
"""One way: as older versions may have left it, keys missing and keys that nobody knows any more."""


@pytest.fixture
def rows(session: Session) -> dict[str, SQLModel]:
    """One row of each table, by the table's name."""
    community = a_community(session, NOW)
    need = a_need(session, community, a_person(session, NOW), NOW)
    offer = an_offer(session, community, None, NOW)
    match = Match(
        need_id=need.id,
        offer_id=offer.id,
        community_id=community,
        beneficiary_id=need.author_id,
        helper_id=offer.helper_id,
        helper_person_id=offer.author_id,
        status=MatchStatus.PROPOSED,
        opened_by=By.ENGINE,
        created_at=NOW,
    )
    change = PendingChange(
        community_id=community, kind=ChangeKind.DESCRIPTION, by_id=need.author_id, since=NOW, ends_at=NOW
    )
    sample = ShownSample(need_id=need.id, day=NOW.date(), number=0, question=b"")
    session.add_all([match, change, sample])
    session.flush()
    made = session.get_one(Community, community)
    return {
        "community": made,
        "need": need,
        "offer": offer,
        "match": match,
        "pending_change": change,
        "shown_sample": sample,
    }


@pytest.mark.parametrize("case", WRITTEN, ids=str)
def test_a_value_is_written_as_it_always_was(session: Session, rows: dict[str, SQLModel], case: Case) -> None:
    table, column = case.column.split(".")
    setattr(rows[table], column, case.value)
    session.flush()
    kept = session.execute(text(f"SELECT CAST({column} AS text) FROM {table}")).scalar_one()
    assert orjson.loads(kept) == case.stored


@pytest.mark.parametrize("case", WRITTEN + READ, ids=str)
def test_a_value_is_read_from_what_was_written_before(
    session: Session, rows: dict[str, SQLModel], case: Case
) -> None:
    table, column = case.column.split(".")
    json = orjson.dumps(case.stored).decode()
    session.execute(text(f"UPDATE {table} SET {column} = CAST(:json AS jsonb)"), {"json": json})
    session.refresh(rows[table])
    assert getattr(rows[table], column) == case.value


def test_nothing_said_is_nothing_whether_null_of_json_or_of_sql(
    session: Session, rows: dict[str, SQLModel]
) -> None:
    """Matches of a round leave these columns out, others write the null of JSON."""
    session.execute(text("UPDATE match SET helper_spoken = NULL, beneficiary_spoken = 'null'"))
    session.refresh(rows["match"])
    match = rows["match"]
    assert isinstance(match, Match)
    assert (match.helper_spoken, match.beneficiary_spoken) == (None, None)


def test_every_such_column_is_tried() -> None:
    kept = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Kept)
    }
    assert kept == {case.column for case in WRITTEN}
