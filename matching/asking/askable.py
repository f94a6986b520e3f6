"""Those who may be asked for a need, as columns: how likely they say yes, how likely they see it, what it costs them.

Every way of asking fills these columns here, from offers, whether for one need or for ten thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.asking import attention
from matching.words.values import Offer

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Askable:
    """Helpers who may be asked by every rule and every limit of their own, in a fixed order: of equals, the first
    is asked first.

    `p_yes` is what we believe of a yes if they see it (`scoring.p_yes`), `reachable` that they see it
    (`attention.reachable`); `asked_in_week` and `recent_load` are fading counts. `may_ring` is false in their quiet
    hours.
    """

    p_yes: Column
    reachable: Column
    asked_in_week: Column
    recent_load: Column
    may_ring: Flags

    def __len__(self) -> int:
        return len(self.p_yes)

    def rows(self, which: slice | Places) -> "Askable":
        """Some of them, in that order."""
        return Askable(
            self.p_yes[which],
            self.reachable[which],
            self.asked_in_week[which],
            self.recent_load[which],
            self.may_ring[which],
        )


def askable(
    offers: Sequence[Offer],
    *,
    may_ring: Sequence[bool],
    p_yes: ArrayLike,
    now: datetime,
    pairs: Places | None = None,
) -> Askable:
    """The helpers behind these offers as columns. `may_ring` says of each offer whether its helper's phone may ring.

    `p_yes` belongs to pairs with needs: pair `e` is with offer `pairs[e]`. Without `pairs` each offer is one.
    """
    rings = np.array(may_ring, np.bool_)
    since = np.array([attention.hours_since(offer.last_asked_at, now) for offer in offers], np.float64)
    which = np.arange(len(offers)) if pairs is None else pairs
    return Askable(
        p_yes=np.asarray(p_yes, np.float64),
        reachable=attention.reachable(since, awake=rings)[which],
        asked_in_week=np.array([offer.asked_in_week for offer in offers], np.float64)[which],
        recent_load=np.array([offer.recent_load for offer in offers], np.float64)[which],
        may_ring=rings[which],
    )
