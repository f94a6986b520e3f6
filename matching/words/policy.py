"""A community's dials: how matching works here. All are bounded, all have good defaults.

Stewards choose one of three presets and may turn single dials behind it. What a dial does to people can be
tried beforehand on a simulated community: `python -m benchmarks.simulation.simulate`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Self

from matching.words.values import RiskRule


class DialOutOfBoundsError(ValueError):
    """A dial was turned beyond what keeps people safe; the message names the dial and its bounds."""

    def __init__(self, dial: str, value: object, bounds: "Bounds") -> None:
        super().__init__(f"{dial} must be {bounds}, not {value!r}")
        self.dial, self.value, self.bounds = dial, value, bounds


class UnknownDialError(ValueError):
    """There is no such dial; the message names those there are."""

    def __init__(self, dial: str) -> None:
        super().__init__(f"there is no dial {dial!r}; the dials are {', '.join(sorted(bounds()))}")
        self.dial = dial


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a dial may say, both included, and whether it counts whole things."""

    least: float
    most: float
    whole: bool

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.least:g} to {self.most:g}"

    def hold(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        return self.least <= value <= self.most

    def nearest(self, value: float) -> float | int:
        """The closest value within. Raises ValueError for what is no number at all."""
        if math.isnan(value):
            raise ValueError("not a number")
        inside = min(max(value, self.least), self.most)
        return round(inside) if self.whole else float(inside)


def _whole(default: int, least: int, most: int) -> Any:  # as `dataclasses.field` says of itself
    return field(default=default, metadata={"bounds": Bounds(least, most, whole=True)})


def _number(default: float, least: float, most: float) -> Any:  # as `dataclasses.field` says of itself
    return field(default=default, metadata={"bounds": Bounds(least, most, whole=False)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One community's choice. Building one with a dial out of bounds raises `DialOutOfBoundsError`."""

    attention_price: float = _number(0.1, 0.01, 0.5)
    """What asking somebody costs, in chances of a yes: higher asks fewer people."""
    load_fairness: float = _number(0.5, 0.0, 5.0)
    """How much dearer each recent match makes a helper, so that the same few do not carry all."""
    hard_to_fill: float = _number(3.0, 0.0, 10.0)
    """How much more a need is worth when there are few who could help, or all of them far away."""
    urgent_worth: float = _number(1.5, 1.0, 5.0)
    """How much more an urgent need is worth than another."""
    max_proposals_per_need: int = _whole(60, 5, 100)
    """After so many the need goes to coordinators, allied communities and organisations."""
    wave_size: int = _whole(60, 1, 60)
    """How many people are asked at once at most."""
    small_circle: int = _whole(10, 0, 20)
    """With fewer helpers for a need than this they are asked in turn: a price would starve people."""
    pause_minutes: int = _whole(30, 10, 240)
    """How long one wave is given before the next."""
    urgent_pause_minutes: int = _whole(10, 5, 60)
    """The same for an urgent need."""
    proposals_a_day: int = _whole(1, 1, 5)
    """What a helper who set no limit of their own is asked at most."""
    proposals_a_week: int = _whole(4, 1, 10)
    """The same for any seven days."""
    quiet_from: int = _whole(22, 19, 24)
    """The hour of the evening, in the helper's own time, after which nothing rings."""
    quiet_until: int = _whole(8, 5, 11)
    """The hour of the morning from which it may ring again."""
    leave_nobody_out: float = _number(0.07, 0.0, 0.1)
    """The share of a round's total score that may be given up so that fewer needs get nobody at all."""
    price_of_fairness: float = _number(0.02, 0.0, 0.1)
    """The share of what is then left that may be spent on spreading the load."""
    candidates: int = _whole(20, 10, 40)
    """How many of the nearest who could help are looked at in one go (k)."""
    exploration: float = _number(0.05, 0.0, 0.2)
    """The share of proposals drawn among near equals, so that newcomers get a turn and we learn."""
    places_shown_at: int = _whole(7, 4, 7)
    """The finest resolution (H3) at which places are shown: 7 is wherever the map's own measure has it, never finer."""
    sms_per_month: int = _whole(100, 0, 10_000)
    """How many text messages to people without the app the community pays for in a month."""

    def __post_init__(self) -> None:
        for dial, limit in bounds().items():
            value = getattr(self, dial)
            if not limit.hold(value):
                raise DialOutOfBoundsError(dial, value, limit)

    def with_dial(self, dial: str, value: float) -> Self:
        """This policy with one dial turned. Raises `UnknownDialError` or `DialOutOfBoundsError`."""
        if dial not in bounds():
            raise UnknownDialError(dial)
        turned: dict[str, Any] = {dial: value}  # dials are named by data
        return replace(self, **turned)

    @classmethod
    def clamped(cls, dials: Mapping[str, float]) -> Self:
        """The policy nearest to these dials: for stored settings from before a bound became tighter.

        Raises `UnknownDialError` for a name that is no dial, `ValueError` for a value that is no number.
        """
        for dial in dials:
            if dial not in bounds():
                raise UnknownDialError(dial)
        # Dials are named by data.
        nearest: dict[str, Any] = {dial: bounds()[dial].nearest(value) for dial, value in dials.items()}
        return cls(**nearest)


@cache
def bounds() -> Mapping[str, Bounds]:
    """Every dial with its bounds, in the order in which a page shows them."""
    return {dial.name: dial.metadata["bounds"] for dial in fields(Policy)}


USUAL = Policy()
ASK_FEW = Policy(attention_price=0.16, proposals_a_week=2, pause_minutes=60)
ASK_MANY = Policy(attention_price=0.05, proposals_a_day=2, proposals_a_week=7, pause_minutes=20)

PRESETS: Mapping[str, Policy] = {"ask_few": ASK_FEW, "usual": USUAL, "ask_many": ASK_MANY}


@dataclass(frozen=True, slots=True)
class PolicyChoices:
    """What the stewards of a community chose: a preset, single dials turned behind it, and stricter rules of risk by
    category. What is not there is as usual.
    """

    preset: str | None = None
    dials: Mapping[str, float] = field(default_factory=dict)
    risk: Mapping[str, RiskRule] = field(default_factory=dict)
