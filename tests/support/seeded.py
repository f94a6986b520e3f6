"""A source in which nothing is left to chance: ids, secrets and a time that stands until it is moved."""

import random
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

BEGIN = datetime(2026, 12, 2, 15, tzinfo=UTC)


class Seeded:
    """What is drawn depends on the seed, and on what was drawn before; ids begin `later` than those of others."""

    def __init__(self, seed: int, *, later: timedelta = timedelta()) -> None:
        self._rng = random.Random(seed)
        self._made = int((BEGIN + later).timestamp() * 1000)
        self._one_at_a_time = threading.Lock()

    def id(self) -> UUID:
        with self._one_at_a_time:
            self._made += 1
            bits = self._rng.getrandbits(74)
        return UUID(int=self._made << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1)

    def random_bytes(self, count: int) -> bytes:
        with self._one_at_a_time:
            return self._rng.randbytes(count)

    def now(self) -> datetime:
        return BEGIN

    def seconds(self) -> float:
        return 0.0
