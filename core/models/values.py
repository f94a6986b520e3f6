"""Values that a column holds whole, and the form in which each is kept as JSON.

What is read may have been written by any version: what is missing is as usual, what nobody knows any more is passed
over. Rows of `text` statements hold the JSON itself: whoever reads one reads it by the same form.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from core.models.columns import Form, Json
from core.models.representation import ConsentHow
from matching.words.policy import PolicyChoices, bounds
from matching.words.tasks import CostKind, Weekday
from matching.words.values import Away, Cost, Criteria, Money, RiskRule, Slot, Window
from matching.words.vocabulary import Decide, OrganisationKind, TrustLevel, WhoHelps


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A phone number to call where life is in danger, and whose it is: `Ambulance`, `911`."""

    label: str
    phone: str
    since: datetime | None = None
    """Since when a community names it; None: from before that was written down."""

    @property
    def said(self) -> tuple[str, str]:
        """What it says: two lines that say the same are one."""
        return self.label, self.phone


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """What a change of a community that waits would make of it; what is None or empty stays. `check`: of which kind."""

    name: str | None = None
    place: tuple[float, float] | None = None
    reach_km: float | None = None
    emergency: tuple[EmergencyNumber, ...] = ()
    check: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """How and when somebody said what their representative passes on."""

    how: ConsentHow
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who could help, as the author of a need was shown them: a pseudonym, and what speaks for them."""

    offer_id: UUID
    distance_band: str | None
    reasons: tuple[str, ...]


_ANYBODY, _NO_COST, _NO_MONEY = Criteria(), Cost(), Money()


def _criteria(json: Json) -> Criteria:
    if not json:
        return _ANYBODY
    return Criteria(
        min_trust=TrustLevel(json.get("min_trust", TrustLevel.NEW)),
        languages=tuple(json.get("languages", ())),
        by=WhoHelps(json.get("by", WhoHelps.EITHER)),
        not_kinds=tuple(OrganisationKind(kind) for kind in json.get("not_kinds", ())),
        max_distance_km=json.get("max_distance_km"),
        allies=bool(json.get("allies", False)),
        exclude=tuple(UUID(who) for who in json.get("exclude", ())),
        decide=Decide(json.get("decide", Decide.I_CHOOSE)),
    )


def _criteria_written(criteria: Criteria) -> Json:
    return {
        "min_trust": criteria.min_trust,
        "languages": criteria.languages,
        "by": criteria.by,
        "not_kinds": criteria.not_kinds,
        "max_distance_km": criteria.max_distance_km,
        "allies": criteria.allies,
        "exclude": [str(who) for who in criteria.exclude],
        "decide": criteria.decide,
    }


def _cost(json: Json) -> Cost:
    if not json:
        return _NO_COST
    return Cost(CostKind(json.get("kind", CostKind.NONE)), json.get("up_to"), json.get("currency"))


def _cost_written(cost: Cost) -> Json:
    return {"kind": cost.kind, "up_to": cost.up_to, "currency": cost.currency}


def _money(json: Json) -> Money:
    if not json:
        return _NO_MONEY
    advance, gift = json.get("advance_up_to") or 0, json.get("gift_up_to") or 0
    return Money(float(advance), float(gift), json.get("currency"))


def _money_written(money: Money) -> Json:
    return {
        "advance_up_to": money.advance_up_to,
        "gift_up_to": money.gift_up_to,
        "currency": money.currency,
    }


def _windows(json: Json) -> tuple[Window, ...]:
    return tuple(Window(datetime.fromisoformat(w["from"]), datetime.fromisoformat(w["to"])) for w in json)


def _windows_written(windows: tuple[Window, ...]) -> Json:
    return [{"from": w.start.isoformat(), "to": w.end.isoformat()} for w in windows]


def _availability(json: Json) -> tuple[Slot, ...]:
    return tuple(
        Slot(Weekday(s["weekday"]), time.fromisoformat(s["from"]), time.fromisoformat(s["to"])) for s in json
    )


def _availability_written(slots: tuple[Slot, ...]) -> Json:
    return [
        {"weekday": s.weekday, "from": s.start.isoformat("minutes"), "to": s.end.isoformat("minutes")}
        for s in slots
    ]


def _away(json: Json) -> tuple[Away, ...]:
    return tuple(Away(date.fromisoformat(a["from"]), date.fromisoformat(a["to"])) for a in json)


def _away_written(away: tuple[Away, ...]) -> Json:
    return [{"from": a.first.isoformat(), "to": a.last.isoformat()} for a in away]


def _policy(json: Json) -> PolicyChoices:
    rules = json.get("risk", {}).items()
    return PolicyChoices(
        preset=json.get("preset"),
        dials={name: value for name, value in json.items() if name in bounds()},
        risk={
            category: RiskRule(TrustLevel(rule.get("min_trust", TrustLevel.NEW)), rule.get("at_least", 1))
            for category, rule in rules
        },
    )


def _policy_written(choices: PolicyChoices) -> Json:
    rules = {
        category: {"min_trust": rule.min_trust, "at_least": rule.at_least}
        for category, rule in choices.risk.items()
    }
    preset = {} if choices.preset is None else {"preset": choices.preset}
    return {**preset, **choices.dials, **({"risk": rules} if rules else {})}


def _spoken(json: Json) -> Spoken:
    return Spoken(ConsentHow(json["how"]), datetime.fromisoformat(json["at"]))


def _spoken_written(spoken: Spoken) -> Json:
    return {"how": spoken.how, "at": spoken.at.isoformat()}


def _emergency(json: Json) -> tuple[EmergencyNumber, ...]:
    return tuple(
        EmergencyNumber(number["label"], number["phone"], _moment(number.get("since"))) for number in json
    )


def _emergency_written(numbers: tuple[EmergencyNumber, ...]) -> Json:
    return [
        {"label": number.label, "phone": number.phone}
        | ({} if number.since is None else {"since": number.since.isoformat()})
        for number in numbers
    ]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _proposed(json: Json) -> ProposedChange:
    place = json.get("place")
    return ProposedChange(
        name=json.get("name"),
        place=None if place is None else (place[0], place[1]),
        reach_km=json.get("reach_km"),
        emergency=_emergency(json.get("emergency", ())),
        check=json.get("check"),
    )


def _proposed_written(change: ProposedChange) -> Json:
    place = None if change.place is None else list(change.place)
    said = {"name": change.name, "place": place, "reach_km": change.reach_km, "check": change.check}
    lines = {"emergency": _emergency_written(change.emergency)} if change.emergency else {}
    return {name: value for name, value in said.items() if value is not None} | lines


def _shown(json: Json) -> tuple[Shown, ...]:
    return tuple(Shown(UUID(one["offer"]), one["band"], tuple(one["reasons"])) for one in json)


def _shown_written(sample: tuple[Shown, ...]) -> Json:
    return [
        {"offer": str(one.offer_id), "band": one.distance_band, "reasons": list(one.reasons)}
        for one in sample
    ]


CRITERIA = Form(_criteria, _criteria_written)
COST = Form(_cost, _cost_written)
MONEY = Form(_money, _money_written)
WINDOWS = Form(_windows, _windows_written)
AVAILABILITY = Form(_availability, _availability_written)
AWAY = Form(_away, _away_written)
POLICY = Form(_policy, _policy_written)
SPOKEN = Form(_spoken, _spoken_written)
EMERGENCY = Form(_emergency, _emergency_written)
SHOWN = Form(_shown, _shown_written)
PROPOSED_CHANGE = Form(_proposed, _proposed_written)
