"""Communities and their members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel import Session

from api.answers import taking_back
from api.answers.pagination import Page
from api.answers.preconditions import Seen
from api.answers.replies import created, nothing, reply
from api.schemas.base import Sought
from api.schemas.communities import (
    CheckIn,
    CommunityEdit,
    CommunityIn,
    CommunityOut,
    CommunityPage,
    InvitationOut,
    InvitationsIn,
    JoinIn,
    MeetingIn,
    MemberEdit,
    MemberOut,
    MemberPage,
)
from core.access import Caller
from core.models import Community
from doors.deps import Db, Me, Now
from doors.queries import Near
from doors.routing import ActionRoute
from services.communities import directory, founding, joining, members, recognition, words
from services.governance import changes as pending_changes
from services.governance import views as change_views
from services.governance import wishes
from services.neighbours import meetings

SearchQuery = Annotated[
    Sought | None, Query(description="Words of its name, or of a place that everybody there knows.")
]

router = APIRouter(prefix="/v1/communities", tags=["Communities"], route_class=ActionRoute)


@router.get("", response_model=CommunityPage)
def list_communities(
    session: Db, me: Me, now: Now, paging: Page, near: Near, search: SearchQuery = None
) -> Response:
    """Recognised communities: nearest first with `near`, by words with `search`."""
    rows = directory.search(session, near=near, words=search, after=paging.after, limit=paging.wanted)
    here = paging.cut(rows, lambda row: [row.id])
    waiting = change_views.of(session, me, here, now=now)
    items = [CommunityOut.shown(c, members.own(session, me, c.id), waiting[c.id], now=now) for c in here]
    return paging.reply(CommunityPage(items=items, next=paging.next))


@router.post("", status_code=201, response_model=CommunityOut)
def found_community(given: CommunityIn, session: Db, me: Me, now: Now) -> Response:
    """Founds a community. It works for whoever is given its id, and is found by nobody until it is recognised."""
    community = founding.found_community(session, me, given.value(), now=now)
    return created(_out(session, me, community, now), _address(community), edition=community.edition)


@router.get("/{community_id}", response_model=CommunityOut)
def get_community(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """One community, with all that it says of itself."""
    return _answer(session, me, directory.get(session, community_id), now)


@router.patch("/{community_id}", response_model=CommunityOut)
def edit_community(
    community_id: UUID, given: CommunityEdit, seen: Seen, session: Db, me: Me, now: Now
) -> Response:
    """For stewards; needs `If-Match`. Of a recognised community another name, place, reach or emergency lines wait in
    `pending_changes` for another's word.
    """
    before = directory.get(session, community_id)
    seen.ensure(before.edition)
    changed = wishes.edit_community(session, me, community_id, given.value(), edition=before.edition, now=now)
    return _answer(session, me, changed, now)


@router.post("/{community_id}/changes/{change_id}/agree", response_model=CommunityOut)
def agree_to_change(community_id: UUID, change_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A second word for a change that waits, of somebody it waits for (`waits_for`). Enough words make it."""
    return _answer(session, me, pending_changes.agree(session, me, community_id, change_id, now=now), now)


@router.post("/{community_id}/changes/{change_id}/object", response_model=CommunityOut)
def object_to_change(community_id: UUID, change_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A word against a change that waits ends it; whoever wanted it takes it back so."""
    return _answer(session, me, pending_changes.object_to(session, me, community_id, change_id, now=now), now)


@router.post("/{community_id}/recognitions", status_code=201, response_model=CommunityOut)
def recognise_community(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward of a recognised community vouches for another; the second word recognises it."""
    community = recognition.vouch_for(session, me, community_id, now=now)
    return created(_out(session, me, community, now), _address(community), edition=community.edition)


@router.post("/{community_id}/join", response_model=MemberOut)
def join_community(
    community_id: UUID, session: Db, me: Me, now: Now, given: JoinIn | None = None
) -> Response:
    """Joins as the community lets one: at once, after approval, by members' word, or by invitation."""
    invitation = given.invitation if given else None
    row = joining.join(session, me, community_id, invitation=invitation, now=now)
    return reply(MemberOut.shown(row))


@router.post("/{community_id}/leave", status_code=204)
def leave_community(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Leaves. One's offers there end; the last steward needs a successor first."""
    members.leave(session, me, community_id, now=now)
    return nothing()


@router.post("/{community_id}/invitations", status_code=201, response_model=InvitationOut)
def make_invitation(
    community_id: UUID, session: Db, me: Me, now: Now, given: InvitationsIn | None = None
) -> Response:
    """A word that lets somebody in, for 14 days; shown once."""
    uses = given.uses if given else 1
    row, word = joining.invite(session, me, community_id, uses=uses, now=now)
    return created(InvitationOut.shown(row, word), secret=True)


@router.get("/{community_id}/members", response_model=MemberPage)
def list_members(community_id: UUID, session: Db, me: Me, paging: Page) -> Response:
    """Coordinators see all members; others see who answers for the community, and themselves."""
    rows = members.of(session, me, community_id, after=paging.after, limit=paging.wanted)
    here = paging.cut(rows, lambda member: [member.row.person_id])
    items = [MemberOut.shown(member.row, member.display_name) for member in here]
    return paging.reply(MemberPage(items=items, next=paging.next))


@router.patch("/{community_id}/members/{person_id}", response_model=MemberOut)
def edit_member(
    community_id: UUID, person_id: UUID, given: MemberEdit, session: Db, me: Me, now: Now
) -> Response:
    """Admits, and suspends with a reason (coordinators), gives and takes roles (stewards). A new steward is one after
    72 hours, unless another steward or the operator objects; where there is no other, a neighbour's steward or the
    operator agrees. See the community's `pending_changes`. That somebody is admitted can be taken back for ten
    seconds, in which nobody is told: `Link` says where.
    """
    said = given.sent()
    changed = wishes.edit_member(
        session,
        me,
        community_id,
        person_id,
        role=said.get("role"),
        state=said.get("state"),
        answerable=said.get("answerable"),
        reason=said.get("reason"),
        now=now,
    )
    return taking_back.says_how(reply(MemberOut.shown(changed)), session, me, person_id, now)


@router.put("/{community_id}/members/{person_id}/vouch", response_model=MemberOut)
def vouch_for_member(community_id: UUID, person_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Gives one's word for somebody."""
    return reply(MemberOut.shown(words.vouch(session, me, community_id, person_id, now=now)))


@router.delete("/{community_id}/members/{person_id}/vouch", response_model=MemberOut)
def withdraw_vouch(community_id: UUID, person_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Takes one's word for somebody back."""
    return reply(MemberOut.shown(words.withdraw_vouch(session, me, community_id, person_id, now=now)))


@router.post("/{community_id}/members/{person_id}/checks", response_model=MemberOut)
def record_check(
    community_id: UUID, person_id: UUID, given: CheckIn, session: Db, me: Me, now: Now
) -> Response:
    """Says that somebody was checked: the fact, the kind and the day, never a document. They are once another who
    answers for the community says so too, and one of the two gave no word for them.
    """
    return reply(
        MemberOut.shown(wishes.check(session, me, community_id, person_id, kind=given.kind, now=now))
    )


@router.post("/{community_id}/members/{person_id}/meetings", response_model=MemberOut)
def record_meeting(
    community_id: UUID, person_id: UUID, given: MeetingIn, session: Db, me: Me, now: Now
) -> Response:
    """A coordinator has spoken with somebody whom the queue says to meet first (`member_to_meet`), with a reason."""
    return reply(
        MemberOut.shown(meetings.met(session, me, community_id, person_id, reason=given.reason, now=now))
    )


def _answer(session: Session, me: Caller, community: Community, now: datetime) -> Response:
    return reply(_out(session, me, community, now), edition=community.edition)


def _out(session: Session, me: Caller, community: Community, now: datetime) -> CommunityOut:
    waiting = change_views.of(session, me, [community], now=now)[community.id]
    mine = members.own(session, me, community.id)
    return CommunityOut.shown(community, mine, waiting, directory.answerable(session, community.id), now=now)


def _address(community: Community) -> str:
    return f"/v1/communities/{community.id}"
