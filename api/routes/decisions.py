"""What was decided about oneself, and saying that it was wrong."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.pagination import Page
from api.answers.replies import created, reply
from api.schemas.decisions import AppealIn, DecisionOut, DecisionPage
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.safety import appeals, told

router = APIRouter(prefix="/v1/decisions", tags=["Safety"], route_class=ActionRoute)


@router.get("", response_model=DecisionPage)
def list_decisions(session: Db, me: Me, now: Now, paging: Page) -> Response:
    """What humans decided about oneself and those one speaks for, newest first, each with its reason."""
    rows = told.page(session, me, before=paging.after, limit=paging.wanted)
    here = paging.cut(list(rows), lambda row: [row.id])
    items = [DecisionOut.shown(one) for one in told.told(session, me, here, now=now)]
    return paging.reply(DecisionPage(items=items, next=paging.next))


@router.get("/{decision_id}", response_model=DecisionOut)
def get_decision(decision_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """One of them, with its reason, and until when one may appeal."""
    return reply(DecisionOut.shown(told.one(session, me, decision_id, now=now)), secret=True)


@router.post("/{decision_id}/appeal", status_code=201, response_model=DecisionOut)
def appeal_decision(decision_id: UUID, given: AppealIn, session: Db, me: Me, now: Now) -> Response:
    """Says that a decision was wrong, once and within 30 days. A human hears it who had no part in the matter; what
    they decide is final. Also for somebody who is suspended.
    """
    appeals.make(session, me, decision_id, given.text, now=now)
    shown = DecisionOut.shown(told.one(session, me, decision_id, now=now))
    return created(shown, f"/v1/decisions/{decision_id}", secret=True)
