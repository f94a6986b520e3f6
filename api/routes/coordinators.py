"""What coordinators see and do. Every act stands in the history of whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.answers import matches as match_answers
from api.answers import taking_back
from api.answers.knowing import Knowingly
from api.answers.pagination import Page, Paging
from api.answers.replies import Body, reply
from api.schemas.base import Written
from api.schemas.decided import Decided, DecidedAppeal, DecidedCase, DecidedMatch, DecidedNeed
from api.schemas.decisions import HeardAppeal
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.offers_shown import OfferOut
from api.schemas.oversight import Board, DecisionIn, NeedTending, ProposalIn
from api.schemas.words import BoardKind, BoardStatus, CategorySlug
from core.access import Caller
from core.errors import BadParameter
from core.models import Case, Match, Need, Offer
from doors import languages
from doors.acting import only_reads
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from matching.words.vocabulary import MatchStatus, NeedStatus, OfferStatus
from services.home import own_matches
from services.needs import views as need_views
from services.offers import life as offer_life
from services.oversight import acts as oversight_acts
from services.oversight import boards, taking
from services.safety import appeals, decisions

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)

Word = TypeVar("Word", bound=StrEnum)


What = Annotated[BoardKind, Query(description="What the board shows.")]


@router.get("/board", response_model=Board)
@only_reads
def get_board(
    community_id: UUID,
    request: Request,
    session: Db,
    me: Me,
    now: Now,
    paging: Page,
    what: What = "needs",
    status: Annotated[
        BoardStatus | None, Query(max_length=20, description="Only what stands so, in the words of its kind.")
    ] = None,
    category: Annotated[
        CategorySlug | None, Query(max_length=40, pattern=r"^[a-z_]+$", description="Needs of this one only.")
    ] = None,
) -> Response:
    """Needs, offers or matches of the community, with filters, oldest first."""
    by = Narrowed(community_id, status, category)
    items: Sequence[Body]
    match what:
        case "needs":
            items = _needs(session, me, by, paging, now)
        case "offers":
            items = _offers(session, me, by, paging)
        case "matches":
            rows = _matches(session, me, by, paging)
            locale = languages.of(request)
            items = [MatchOut.shown(v, locale) for v in own_matches.told(session, me, rows, now=now)]
    return paging.reply({what: items, "next": paging.next})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a board is narrowed to."""

    community_id: UUID
    status: str | None
    category: str | None


def _needs(session: Session, me: Caller, by: Narrowed, paging: Paging, now: datetime) -> list[Written]:
    rows = boards.needs(
        session,
        me,
        by.community_id,
        status=_word(NeedStatus, by.status),
        category=by.category,
        after=paging.after,
        limit=paging.wanted,
    )
    return [NeedOut.shown(v) for v in need_views.views(session, me, paging.cut(rows, _id), now=now)]


def _offers(session: Session, me: Caller, by: Narrowed, paging: Paging) -> list[OfferOut]:
    status = _word(OfferStatus, by.status)
    rows = offer_life.listed(
        session,
        me,
        community_id=by.community_id,
        statuses=[status] if status is not None else (),
        after=paging.after,
        limit=paging.wanted,
    )
    return [OfferOut.shown(offer, own=False) for offer in paging.cut(rows, _id)]


def _matches(session: Session, me: Caller, by: Narrowed, paging: Paging) -> Sequence[Match]:
    status = _word(MatchStatus, by.status)
    rows = boards.matches(
        session, me, by.community_id, status=status, after=paging.after, limit=paging.wanted
    )
    return paging.cut(rows, _id)


def _id(row: Need | Offer | Match) -> list[UUID]:
    return [row.id]


def _word(kind: type[Word], text: str | None) -> Word | None:
    try:
        return kind(text) if text is not None else None
    except ValueError as error:
        raise BadParameter("status", "wrong_value") from error


@router.post("/matches", status_code=201, response_model=MatchOut)
def propose_match(
    community_id: UUID,
    given: ProposalIn,
    request: Request,
    session: Db,
    me: Me,
    now: Now,
    knowingly: Knowingly = False,
) -> Response:
    """Proposes a pair that the hard rules allow, with a reason. Both keys are still to turn. For ten seconds nobody is
    told, and it can be taken back: `Link` says where. 409 `held_by_another` where somebody else looks after the need.
    """
    taking.begin(session, me, community_id, given.need_id, knowingly=knowingly, now=now)
    match = oversight_acts.propose(
        session,
        me,
        community_id,
        need_id=given.need_id,
        offer_id=given.offer_id,
        reason=given.reason,
        now=now,
    )
    response = match_answers.answer(request, session, me, match, made=True)
    return taking_back.says_how(response, session, me, given.need_id, now)


@router.patch("/needs/{need_id}", response_model=NeedOut)
def tend_need(
    community_id: UUID,
    need_id: UUID,
    given: NeedTending,
    session: Db,
    me: Me,
    now: Now,
    knowingly: Knowingly = False,
) -> Response:
    """Hides a need, marks it a double, notes something, sets a date to look again. Its words stay its author's. Whoever
    a note is about can read it. For ten seconds nobody is told what was hidden, shown or marked, and it can be taken
    back: `Link` says where. 409 `held_by_another` where somebody else looks after it.
    """
    taking.begin(session, me, community_id, need_id, knowingly=knowingly, now=now)
    need = oversight_acts.tend(session, me, community_id, need_id, given.value(), now=now)
    answer = reply(NeedOut.shown(need_views.view(session, me, need, now=now)), edition=need.edition)
    return taking_back.says_how(answer, session, me, need_id, now)


@router.post("/decisions", response_model=Decided)
def decide(
    community_id: UUID, given: DecisionIn, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Decides, with a reason that those concerned can read; never in one's own matter, nor in that of somebody near.
    That a need is `removed` can be taken back for ten seconds, in which nobody is told: `Link` says where.
    """
    about, decision = decisions.decide(
        session,
        me,
        community_id,
        about=given.about.type,
        about_id=given.about.id,
        verdict=given.outcome,
        reason=given.reason,
        now=now,
    )
    found = decision.id if decision is not None else None
    if isinstance(about, Need):
        view = need_views.view(session, me, about, now=now)
        answer = reply(DecidedNeed.shown(view, decision=found), edition=about.edition)
        return taking_back.says_how(answer, session, me, about.id, now)
    if isinstance(about, Match):
        told = own_matches.one_told(session, me, about, now=now)
        return reply(DecidedMatch.shown(told, languages.of(request), decision=found), edition=about.version)
    if isinstance(about, Case):
        return reply(DecidedCase.shown(about, decision=found), secret=True)
    heard = appeals.read(session, me, community_id, about.id)
    return reply(DecidedAppeal.shown(heard, decision=found), secret=True)


@router.get("/appeals/{appeal_id}", response_model=HeardAppeal)
def get_appeal(community_id: UUID, appeal_id: UUID, session: Db, me: Me) -> Response:
    """What somebody says against a decision, for whoever may hear it: with no part in the matter, and nobody near who
    has one. Decide it by `POST …/decisions`.
    """
    return reply(HeardAppeal.shown(appeals.read(session, me, community_id, appeal_id)), secret=True)
