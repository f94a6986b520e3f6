"""Where its author is to be asked first, no helper is asked by the clock: not by an edit, nor after anybody's no."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from core import places
from core.access import Caller
from core.errors import NotFound
from core.models import Need
from matching.words.values import Criteria
from matching.words.vocabulary import By, Decide, MatchStatus, NeedStatus, Urgency, VisibleTo
from services.access import rights
from services.due import duty as due_duty
from services.matches import no as match_no
from services.matches import opening as match_opening
from services.needs import edits as need_edits
from tests.support.rows import a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=20)
LANSING = places.cell_of(42.731, -84.551)
ASKED_FIRST = Criteria(decide=Decide.ASK_ME_FIRST)
CHOOSES = Criteria(decide=Decide.I_CHOOSE)


def caller(person_id: UUID) -> Caller:
    return Caller(person_id, uuid4(), "en", True, {}, frozenset(), frozenset())


def urgent(session: Session, community: UUID, criteria: Criteria, next_wave_at: datetime | None) -> Need:
    return a_need(
        session,
        community,
        a_person(session, NOON),
        NOON,
        cell=LANSING,
        urgency=Urgency.URGENT,
        criteria=criteria,
        next_wave_at=next_wave_at,
    )


@pytest.mark.parametrize(
    ("criteria", "before", "after"), [(ASKED_FIRST, None, None), (CHOOSES, NOON + timedelta(hours=1), LATER)]
)
def test_a_no_asks_the_next_only_where_helpers_are_asked(
    session: Session,
    community: UUID,
    criteria: Criteria,
    before: datetime | None,
    after: datetime | None,
) -> None:
    need, offer = urgent(session, community, criteria, before), an_offer(session, community, LANSING, NOON)
    match = match_opening.new(session, need, offer, MatchStatus.INVITED, By.BENEFICIARY, NOON)
    due_duty.ring(session, need.id, LATER)
    assert need.handed_over_at == LATER
    match_no.decline(session, caller(offer.author_id), match.id, now=LATER)
    assert (need.status, need.next_wave_at) == (NeedStatus.OPEN, after)


@pytest.mark.parametrize(("criteria", "after"), [(ASKED_FIRST, None), (CHOOSES, LATER)])
def test_an_edit_asks_on_only_where_helpers_are_asked(
    session: Session, community: UUID, criteria: Criteria, after: datetime | None
) -> None:
    need = urgent(session, community, CHOOSES, NOON)
    changes = need_edits.NeedChanges(criteria=need_edits.CriteriaChanges(decide=criteria.decide))
    need_edits.edit(session, caller(need.author_id), need.id, changes, edition=need.edition, now=LATER)
    assert need.next_wave_at == after


@pytest.mark.parametrize("criteria", [ASKED_FIRST, CHOOSES])
def test_a_proposal_or_a_link_alone_does_not_make_it_exist(
    session: Session, community: UUID, criteria: Criteria
) -> None:
    """It does once its author has picked the helper."""
    need, offer = urgent(session, community, criteria, None), an_offer(session, community, LANSING, NOON)
    need.visible_to = VisibleTo.ASKED
    match = match_opening.new(session, need, offer, MatchStatus.PROPOSED, By.COORDINATOR, NOON)
    helper, anybody = caller(offer.author_id), caller(a_person(session, NOON))
    if criteria is ASKED_FIRST:
        with pytest.raises(NotFound):
            rights.need(session, helper, need.id)
        with pytest.raises(NotFound):
            rights.shared_need(session, anybody, need.id)
    else:
        assert rights.need(session, helper, need.id) is need
        assert rights.shared_need(session, anybody, need.id) is need
    match.status = MatchStatus.INVITED
    session.flush()
    assert rights.need(session, helper, need.id) is need
