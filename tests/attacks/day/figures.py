"""All figures of the day, by the mechanism whose they are."""

from collections.abc import Callable, Mapping

from tests.attacks.day import (
    coming_back,
    concerns,
    epochs,
    key_check,
    limits,
    pauses,
    record,
    retention,
    samples,
    shown_place,
    silence,
    trust,
    turns,
)
from tests.attacks.day.figure import Figure
from tests.support.world import World

FIGURES: Mapping[str, Callable[[World], Figure]] = {
    "shown_place": shown_place.played,
    "trust": trust.played,
    "limits": limits.played,
    "coming_back": coming_back.played,
    "samples": samples.played,
    "concerns": concerns.played,
    "turns": turns.played,
    "pauses": pauses.played,
    "silence": silence.played,
    "record": record.played,
    "epochs": epochs.played,
    "key_check": key_check.played,
    "retention": retention.played,
}
"""By the name of the mechanism, which is that of its patch."""
