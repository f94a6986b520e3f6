"""The card of a need, calls to whoever asked, and taking back what one has just done."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers.knowing import Knowingly
from api.answers.replies import reply
from api.schemas.acts import ActOut, ActPage
from api.schemas.need_cards import CallNoteIn, CallNoteOut, NeedCardOut
from doors import languages
from doors.comers import heavy
from doors.deps import Db, Me, Now, Work
from doors.routing import ActionRoute
from services.need_cards import card, reaching
from services.oversight import taking
from services.taking_back import acting, take_back

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


@router.get("/needs/{need_id}/card", response_model=NeedCardOut)
@heavy()
def get_card(
    community_id: UUID, need_id: UUID, request: Request, session: Db, me: Me, now: Now, effort: Work
) -> Response:
    """All that one needs to decide on a need: why it is in the queue, who could help by name, who cannot and why, who
    was asked, calls, its history, what may be a double, and what can be done. 404 where it is the caller's own matter,
    or of somebody near to them.
    """
    found = card.of(session, me, community_id, need_id, now=now, effort=effort)
    return reply(NeedCardOut.shown(found, languages.of(request), cut=effort.is_spent), secret=True)


@router.post("/needs/{need_id}/calls", status_code=201, response_model=CallNoteOut)
def note_call(
    community_id: UUID,
    need_id: UUID,
    given: CallNoteIn,
    session: Db,
    me: Me,
    now: Now,
    knowingly: Knowingly = False,
) -> Response:
    """Notes that whoever asked was phoned, and whether they answered. It stands in the need's history. Their number is
    looked up by `POST …/needs/{need_id}/reveals`. 409 `held_by_another` where somebody else looks after the need.
    """
    taking.begin(session, me, community_id, need_id, knowingly=knowingly, now=now)
    line = reaching.note_call(
        session, me, community_id, need_id, outcome=given.outcome, note=given.note, now=now
    )
    return reply(CallNoteOut.shown(line), 201, secret=True)


@router.get("/acts", response_model=ActPage)
def list_acts(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Of one's own acts those that can still be taken back, newest first: for ten seconds nobody is told of them."""
    acts = acting.own(session, me, community_id, now=now)
    return reply(ActPage(items=[ActOut.shown(act) for act in acts]), secret=True)


@router.post("/acts/{act_id}/take-back", response_model=ActOut)
def take_back_act(community_id: UUID, act_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Takes back what one has just done: everything is as it was, and nobody is told. 409 `too_late` after ten seconds,
    `touched_since` where somebody has done something with it meanwhile. Repeating it is harmless.
    """
    act = take_back.take_back(session, me, community_id, act_id, now=now)
    return reply(ActOut.shown(act), secret=True)
