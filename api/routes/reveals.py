"""Looking at somebody's place and contact for a purpose that they read, and second words for it."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.knowing import Knowingly
from api.answers.pagination import Page
from api.answers.replies import reply
from api.schemas.reveals import RevealIn, RevealOut, SeenIn, SeenOut, WaitingLook, WaitingLooks
from doors import idempotency
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.oversight import taking
from services.reveals import opening, second_words
from services.reveals import views as look_views

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


@router.post(
    "/needs/{need_id}/reveals",
    status_code=201,
    response_model=RevealOut,
    responses={200: {"model": RevealOut}, 202: {"model": RevealOut}},
)
@idempotency.never_kept
def reveal_need(
    community_id: UUID,
    need_id: UUID,
    given: RevealIn,
    session: Db,
    me: Me,
    now: Now,
    knowingly: Knowingly = False,
) -> Response:
    """Opens a need's place and contact, for a purpose that its author reads together with who looked. 200: the same
    look again, for a quarter of an hour. Beyond thirty an hour 202: a second person who answers for the community
    agrees first; ask again for the same purpose then. In an emergency their word is owed within a day instead. 409
    `held_by_another` where somebody else looks after the need, so that nobody is phoned twice.
    """
    taking.begin(session, me, community_id, need_id, knowingly=knowingly, now=now)
    found = opening.ask(session, me, community_id, need_id, purpose=given.purpose, now=now)
    status = 202 if found.contact is None else 200 if found.again else 201
    return reply(RevealOut.shown(found), status, secret=True)


@router.get("/reveals", response_model=WaitingLooks)
def list_reveals(community_id: UUID, session: Db, me: Me, now: Now, paging: Page) -> Response:
    """Looks that wait for a second word, or owe one; oldest first. Also for neighbours' stewards whose word counts."""
    rows = look_views.waiting(session, me, community_id, skip=paging.skip, limit=paging.wanted, now=now)
    items = [WaitingLook.shown(view) for view in paging.cut(rows)]
    return paging.reply(WaitingLooks(items=items, next=paging.next), secret=True)


@router.post("/reveals/seen", response_model=SeenOut)
def see_reveals(community_id: UUID, given: SeenIn, session: Db, me: Me, now: Now) -> Response:
    """The second word, with one press, on all that somebody looked up in an emergency."""
    seen = second_words.see(session, me, community_id, given.by, up_to=given.up_to, now=now)
    return reply(SeenOut(seen=seen))


@router.post("/reveals/{reveal_id}/agree", response_model=WaitingLook)
def agree_to_reveal(community_id: UUID, reveal_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The second word on one look, before it or after it. Whoever asked is told, and asks again."""
    row = second_words.agree(session, me, community_id, reveal_id, now=now)
    return reply(WaitingLook.shown(look_views.one(session, me, row)), secret=True)
