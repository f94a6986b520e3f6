"""Reports as they came in: read from CSV, put into Minka's words, doubled ones recognised."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from matching.words.categories import CATEGORIES
from matching.words.vocabulary import Urgency

COLUMNS = ("reported_at", "kind", "category", "lat", "lon")
"""What a file must have; other columns are not looked at."""
DOUBLED_WITHIN = timedelta(hours=1)

NEEDED = {
    "food": "groceries",
    "water": "water",
    "sanitation": "hygiene",
    "shelter": "shelter",
    "fuel": "power_charging",
    "medical_supplies": "medicine_pickup",
    "medical_emergency": "health_visit_company",
}
URGENT = frozenset({"medical_emergency"})
"""What could not wait until tomorrow. Nearly everything there was urgent; this was more so."""

NO_WORD = "something_else"
"""What a need stands under whose category has no word here; such an offer names nothing, as `general` does."""

OFFERED: dict[str, tuple[str, ...]] = {
    "food": ("groceries", "cooked_meals", "water"),
    "water": ("water",),
    "medical": ("medicine_pickup", "health_visit_company"),
    "supplies": ("hygiene", "baby_supplies", "clothing_bedding", "shelter"),
    "search_and_rescue": ("health_visit_company", "cleanup"),
    "rubble_removal": ("cleanup",),
    "general": (),
}
"""`general` names nothing, and so stands for whatever carries no special risk."""


@dataclass(frozen=True, slots=True)
class Report:
    """One line of the file. `after` counts from the first one; `double_of` is the number of the one it repeats.

    `category` is the file's own word, `has_word` whether there is one of ours for it.
    """

    number: int
    after: timedelta
    is_need: bool
    category: str
    lat: float
    lon: float
    double_of: int | None = None

    @property
    def needed(self) -> str:
        """Our category of a need."""
        return NEEDED.get(self.category, self.category if self.category in CATEGORIES else NO_WORD)

    @property
    def offered(self) -> tuple[str, ...]:
        """Our categories of an offer; none: whatever carries no special risk."""
        own = (self.category,) if self.category in CATEGORIES else ()
        return OFFERED.get(self.category, own)

    @property
    def has_word(self) -> bool:
        return self.category in (NEEDED if self.is_need else OFFERED) or self.category in CATEGORIES

    @property
    def place(self) -> dict[str, float]:
        return {"lat": self.lat, "lon": self.lon}

    @property
    def urgency(self) -> Urgency:
        return Urgency.URGENT if self.category in URGENT else Urgency.SOON


def read(path: Path, *, most: int = 0) -> list[Report]:
    """The first `most` reports (0: all), in the order in which they came.

    A time without a zone is read as UTC. Raises ValueError where the file is not of this form: for a column that is
    missing, and for a time, a kind or a place that is none, with the number of the report.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        if missing := [column for column in COLUMNS if column not in (table.fieldnames or ())]:
            raise ValueError(f"{path.name} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
        lines = sorted((_line(number, row) for number, row in enumerate(table, 1)), key=lambda line: line.at)
    return list(_reports(lines[: most or None]))


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    kind: str
    category: str
    lat: float
    lon: float


def _line(number: int, row: Mapping[str, str | None]) -> _Line:
    """The report in one row of the file; `number` counts rows from one."""
    told = {column: (row[column] or "").strip() for column in COLUMNS}
    try:
        at = datetime.fromisoformat(told["reported_at"])
        lat, lon = float(told["lat"]), float(told["lon"])
    except ValueError as error:
        raise ValueError(f"report {number}: {error}") from None
    if told["kind"] not in ("need", "offer"):
        raise ValueError(f"report {number}: {told['kind'] or 'nothing'!r} is neither need nor offer")
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # neither is a number that is none
        raise ValueError(f"report {number}: {lat}, {lon} is no place on this earth")
    return _Line(at if at.tzinfo else at.replace(tzinfo=UTC), told["kind"], told["category"], lat, lon)


def _reports(lines: Sequence[_Line]) -> Iterator[Report]:
    last: dict[tuple[str, str, float, float], tuple[datetime, int]] = {}
    for number, line in enumerate(lines):
        same = (line.kind, line.category, line.lat, line.lon)
        before, first = last.get(same, (None, number))
        double_of = first if before is not None and line.at - before <= DOUBLED_WITHIN else None
        last[same] = (line.at, number if double_of is None else double_of)
        yield Report(
            number=number,
            after=line.at - lines[0].at,
            is_need=line.kind == "need",
            category=line.category,
            lat=line.lat,
            lon=line.lon,
            double_of=double_of,
        )
