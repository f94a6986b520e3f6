"""What came of asking for needs so far: who was asked, who has not answered, who said yes, what is covered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.models import Need
from matching.asking import again, attention
from matching.words.vocabulary import Urgency
from services.consequences.coverage import Coverage
from services.facts import noes, promises

_SO_FAR = text(f"""
    SELECT m.need_id,
           count(*) FILTER (WHERE m.opened_by = 'engine' AND o.community_id = m.community_id) AS sent,
           count(*) FILTER (WHERE m.opened_by = 'engine' AND o.community_id <> m.community_id) AS sent_to_allies,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')) AS undecided,
           coalesce(sum(m.quantity) FILTER (WHERE m.status = 'accepted'), 0) AS said_yes,
           coalesce(sum(m.quantity) FILTER (WHERE m.status = 'confirmed'), 0) AS confirmed,
           coalesce(sum(m.completed_quantity) FILTER (WHERE m.status = 'completed'), 0) AS completed,
           {promises.FIRST_AGREED} AS agreed,
           array_agg(m.helper_id) FILTER (WHERE m.status IN ('proposed', 'invited', 'accepted', 'confirmed')
                                               OR {noes.said_no("m")} OR {noes.author_said_no("m")}) AS not_again,
           array_agg(m.helper_id) FILTER (WHERE {noes.in_vain("m")}) AS in_vain,
           json_agg(json_build_array(m.helper_id, coalesce(m.ended_at, m.created_at)))
             FILTER (WHERE {noes.silent("m")}) AS silent,
           array_agg(ARRAY[m.p_yes, extract(epoch FROM :now - m.created_at) / 3600])
             FILTER (WHERE m.status IN ('proposed', 'invited') AND m.p_yes IS NOT NULL) AS waiting
      FROM match m JOIN offer o ON o.id = m.offer_id
     WHERE m.need_id = ANY(CAST(:needs AS uuid[])) GROUP BY m.need_id
""")  # noqa: S608  (put together from constants)


_NOTHING_COVERED = Coverage(0, 0)


@dataclass(frozen=True, slots=True)
class AskedSoFar:
    """What came of asking for one need, whoever asked.

    `sent` counts the engine's proposals to helpers of the need's own community, `sent_to_allies` those to others.
    `undecided` are people who have not answered, `said_yes` is the quantity that waits for the author's word.
    """

    sent: int = 0
    sent_to_allies: int = 0
    undecided: int = 0
    said_yes: int = 0
    coverage: Coverage = _NOTHING_COVERED
    not_again: frozenset[UUID] = frozenset()
    waiting: tuple[tuple[float, float], ...] = ()
    """For everyone asked who has not answered: the chance of a yes, and for how many hours they have been silent."""
    silent: tuple[tuple[UUID, datetime], ...] = ()
    """Who was asked and never answered, and until when they could: once for each time."""
    in_vain: tuple[UUID, ...] = ()
    """Who was asked and heard of it, and nothing came of them: once for each time (`services.facts.noes`)."""

    def may_ask_again(self, need: Need, now: datetime) -> bool:
        """Whether the time has come to ask somebody once more who was silent (`matching.asking.again`)."""
        if need.urgency is Urgency.URGENT:
            return False
        enough = self._asked_enough()
        return any(who not in enough and at + again.LEFT_ALONE <= now for who, at in self.silent)

    @property
    def asked_before(self) -> frozenset[UUID]:
        """Whom a round asks no more: who said no, who is being asked, who was silent, and who was asked enough."""
        return self.not_again | {who for who, _ in self.silent} | self._asked_enough()

    def _asked_enough(self) -> set[UUID]:
        """Whom nobody asks a third time."""
        return {who for who, times in Counter(self.in_vain).items() if times >= again.AT_MOST}

    def hopes(self) -> list[float]:
        """For everyone asked who has not answered, the chance that a yes is still to come."""
        return [attention.still_to_come(p_yes, hours) for p_yes, hours in self.waiting]

    def enough_said_yes(self, need: Need) -> bool:
        """Whether those who said yes suffice: the need waits for its author's word, and nobody is asked in vain."""
        remaining = self.coverage.remaining(need)
        return remaining is not None and self.said_yes >= remaining


NOBODY_YET = AskedSoFar()


def of_needs(session: Session, needs: Sequence[UUID], now: datetime) -> dict[UUID, AskedSoFar]:
    """What came of asking for these needs, by id; needs without any match are left out."""
    session.flush()
    return {
        r.need_id: AskedSoFar(
            sent=r.sent,
            sent_to_allies=r.sent_to_allies,
            undecided=r.undecided,
            said_yes=int(r.said_yes),
            coverage=Coverage(int(r.confirmed), int(r.completed), promises.first_agreed(r.agreed)),
            not_again=frozenset(r.not_again or ()),
            waiting=tuple((float(p_yes), max(0.0, float(hours))) for p_yes, hours in r.waiting or ()),
            in_vain=tuple(r.in_vain or ()),
            silent=tuple((UUID(who), datetime.fromisoformat(at)) for who, at in r.silent or ()),
        )
        for r in session.execute(_SO_FAR, {"needs": parameters.ids(needs), "now": now}).all()
    }


def of_need(session: Session, need_id: UUID, now: datetime) -> AskedSoFar:
    """What came of asking for one need."""
    return of_needs(session, [need_id], now).get(need_id, NOBODY_YET)
