"""Reports as they came in: read from CSV, put into Minka's words, doubled ones recognised."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from matching.words.vocabulary import Urgency

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
    """One line of the file. `after` counts from the first one; `double_of` is the number of the one it repeats."""

    number: int
    after: timedelta
    is_need: bool
    category: str
    lat: float
    lon: float
    double_of: int | None = None

    @property
    def place(self) -> dict[str, float]:
        return {"lat": self.lat, "lon": self.lon}

    @property
    def urgency(self) -> Urgency:
        return Urgency.URGENT if self.category in URGENT else Urgency.SOON


def read(path: Path, *, most: int = 0) -> list[Report]:
    """The first `most` reports (0: all), in the order in which they came.

    Raises ValueError for a kind or a category we have no word for, with the line's number.
    """
    with path.open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["reported_at"])
    return list(_reports(rows[: most or None]))


def _reports(rows: Sequence[dict[str, str]]) -> Iterator[Report]:
    last: dict[tuple[str, ...], tuple[datetime, int]] = {}
    times = [datetime.fromisoformat(row["reported_at"]) for row in rows]
    for number, (row, at) in enumerate(zip(rows, times, strict=True)):
        words = NEEDED if row["kind"] == "need" else OFFERED
        if row["kind"] not in ("need", "offer") or row["category"] not in words:
            raise ValueError(f"report {number + 1}: no word for {row['kind']} {row['category']}")
        same = (row["kind"], row["category"], row["lat"], row["lon"])
        before, first = last.get(same, (None, number))
        double_of = first if before is not None and at - before <= DOUBLED_WITHIN else None
        last[same] = (at, number if double_of is None else double_of)
        yield Report(
            number=number,
            after=at - times[0],
            is_need=row["kind"] == "need",
            category=row["category"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            double_of=double_of,
        )
