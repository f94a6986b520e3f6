"""Where invented people live: points in towns, and in the countryside between them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[float, float]
"""Latitude and longitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Geography:
    """`towns` within `spread` degrees of `centre`, each `town_size` degrees wide; `rural` is who lives outside them."""

    centre: Place = (42.73, -84.55)
    towns: int = 12
    spread: float = 0.9
    town_size: float = 0.03
    rural: float = 0.12

    def draw_towns(self, rng: random.Random) -> list[Place]:
        return [self._anywhere(rng) for _ in range(self.towns)]

    def draw_homes(self, count: int, towns: Sequence[Place], rng: random.Random) -> list[Place]:
        return [self._home(towns, rng) for _ in range(count)]

    def _home(self, towns: Sequence[Place], rng: random.Random) -> Place:
        if not towns or rng.random() < self.rural:
            return self._anywhere(rng)
        lat, lon = rng.choice(towns)
        return lat + rng.gauss(0, self.town_size), lon + rng.gauss(0, self.town_size)

    def _anywhere(self, rng: random.Random) -> Place:
        lat, lon = self.centre
        return lat + rng.uniform(-self.spread, self.spread), lon + rng.uniform(-self.spread, self.spread)
