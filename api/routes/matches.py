"""Matches: two keys, in either order, and what follows."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import matches as match_answers
from api.answers.pagination import ByAge, Page
from api.answers.preconditions import Seen
from api.answers.replies import LOCATED, created, reply
from api.schemas.base import value_of
from api.schemas.contact import ContactOut, MessageIn, MessageOut, MessagePage
from api.schemas.matches import MatchOut, MatchPage
from api.schemas.moves import Acceptance, Cancellation, Confirmation, Decline, MatchEdit, MoveIn, Report
from api.schemas.represented import SpokenIn
from api.schemas.words import MatchSide
from core.models.values import Spoken
from doors import acting, etags, heads, languages, writes
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from matching.words.vocabulary import MatchStatus
from services.access import rights
from services.afterwards import contact, messages, reports
from services.home import own_matches
from services.matches import changing as match_changing
from services.matches import no as match_no
from services.matches import views as match_views
from services.matches import yes as match_yes

router = APIRouter(prefix="/v1/matches", tags=["Matches"], route_class=ActionRoute)

RoleQuery = Annotated[MatchSide | None, Query(description="Only those on which one is on this side.")]


@router.get("", response_model=MatchPage)
def list_matches(
    request: Request,
    session: Db,
    me: Me,
    paging: Page,
    role: RoleQuery = None,
    status: Annotated[list[MatchStatus] | None, Query(description="Only those that stand so.")] = None,
    unread: Annotated[bool, Query(description="Only those with messages not yet seen.")] = False,
    order: ByAge = "oldest",
) -> Response:
    """One's own matches, on either side or one of them."""
    rows = match_views.listed(
        session,
        me,
        role=role,
        statuses=status or (),
        unread=unread,
        newest=order == "newest",
        after=paging.after,
        limit=paging.wanted,
    )
    here = paging.cut(rows, lambda row: [row.id])
    locale, now = languages.of(request), acting.now_of(request)
    items = [MatchOut.shown(match, locale) for match in own_matches.told(session, me, here, now=now)]
    return paging.reply(MatchPage(items=items, next=paging.next))


@router.get("/{match_id}", response_model=MatchOut)
def get_match(match_id: UUID, request: Request, session: Db, me: Me) -> Response:
    """One match, as one of its two sees it, or a coordinator."""
    return match_answers.answer(request, session, me, rights.match_or_stub(session, me, match_id))


@router.patch("/{match_id}", response_model=MatchOut)
def edit_match(
    match_id: UUID, given: MatchEdit, seen: Seen, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Changes what was agreed, by either side; needs `If-Match`. Less quantity holds at once. More of it, or another
    time, stands as `change` until the other side agrees (`agree-change`, or the same PATCH).
    """
    before = rights.match(session, me, match_id)
    seen.ensure(before.version)
    spoken = given.spoken.value() if isinstance(given.spoken, SpokenIn) else None
    match = match_changing.change(
        session, me, match_id, given.value(), version=before.version, spoken=spoken, now=now
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/agree-change", response_model=MatchOut)
def agree_to_match_change(
    match_id: UUID,
    seen: Seen,
    request: Request,
    session: Db,
    me: Me,
    now: Now,
    given: MoveIn | None = None,
) -> Response:
    """Says yes to what the other side wishes to change, as it was read; needs `If-Match`."""
    before = rights.match(session, me, match_id)
    seen.ensure(before.version)
    match = match_changing.agree(
        session, me, match_id, version=before.version, spoken=_spoken(given), now=now
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/keep-as-it-is", response_model=MatchOut)
def keep_match_as_it_is(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: MoveIn | None = None
) -> Response:
    """Declines a wished change, or takes one's own wish back: what was agreed stands."""
    return match_answers.answer(
        request, session, me, match_changing.keep(session, me, match_id, spoken=_spoken(given), now=now)
    )


@router.post("/{match_id}/accept", response_model=MatchOut)
def accept_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: Acceptance | None = None
) -> Response:
    """The helper says yes."""
    given = given or Acceptance()
    writes.count_of_network(session, writes.YES_ES, now)
    match = match_yes.accept(
        session,
        me,
        match_id,
        quantity=given.quantity,
        window=value_of(given.window),
        people=given.people,
        spoken=value_of(given.spoken),
        now=now,
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/decline", response_model=MatchOut)
def decline_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: Decline | None = None
) -> Response:
    """The helper says no. A no needs no reason, and is never asked again."""
    given = given or Decline()
    match = match_no.decline(
        session, me, match_id, reason=given.reason, spoken=value_of(given.spoken), now=now
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/choose", response_model=MatchOut)
def choose_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: MoveIn | None = None
) -> Response:
    """The beneficiary says yes: invites somebody proposed, confirms somebody who said yes."""
    return match_answers.answer(
        request, session, me, match_yes.choose(session, me, match_id, spoken=_spoken(given), now=now)
    )


@router.post("/{match_id}/confirm", response_model=MatchOut)
def confirm_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: Confirmation | None = None
) -> Response:
    """The beneficiary confirms somebody who said yes. Contact opens."""
    given = given or Confirmation()
    match = match_yes.choose(
        session,
        me,
        match_id,
        quantity=given.quantity,
        window=value_of(given.window),
        spoken=value_of(given.spoken),
        now=now,
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/refuse", response_model=MatchOut)
def refuse_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: MoveIn | None = None
) -> Response:
    """The beneficiary says no. No reason is owed."""
    return match_answers.answer(
        request, session, me, match_no.refuse(session, me, match_id, spoken=_spoken(given), now=now)
    )


@router.post("/{match_id}/take-back", response_model=MatchOut)
def take_back_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: MoveIn | None = None
) -> Response:
    """Takes one's own yes back while the other has not said theirs."""
    return match_answers.answer(
        request, session, me, match_no.take_back(session, me, match_id, spoken=_spoken(given), now=now)
    )


@router.post("/{match_id}/cancel", response_model=MatchOut)
def cancel_match(
    match_id: UUID, request: Request, session: Db, me: Me, now: Now, given: Cancellation | None = None
) -> Response:
    """Calls off what was agreed. Helpers and coordinators say why; who asked for help need not."""
    given = given or Cancellation()
    match = match_no.cancel(
        session, me, match_id, reason=given.reason, spoken=value_of(given.spoken), now=now
    )
    return match_answers.answer(request, session, me, match)


@router.post("/{match_id}/report", response_model=MatchOut)
def report_match(match_id: UUID, given: Report, request: Request, session: Db, me: Me, now: Now) -> Response:
    """Says how it went. `concern: true` ends the match at once and tells the other only that it ended."""
    return match_answers.answer(
        request, session, me, reports.report(session, me, match_id, given.value(), now=now)
    )


@router.get("/{match_id}/contact", response_model=ContactOut)
def get_contact(match_id: UUID, request: Request, session: Db, me: Me, now: Now) -> Response:
    """The other's contact and the exact place, while the match is confirmed. They see that it was read; to be told
    that it is still the same (304) is no reading.
    """

    def answer(found: contact.Contact) -> Response:
        return reply(ContactOut.shown(found), secret=True)

    def known(found: contact.Contact) -> bool:
        return etags.is_known(request, answer(found))

    return answer(contact.read(session, me, match_id, known=known, now=now))


@router.get("/{match_id}/messages", response_model=MessagePage)
def list_messages(match_id: UUID, request: Request, session: Db, me: Me, now: Now, paging: Page) -> Response:
    """What the two wrote to one another, oldest first. What is answered counts as read, in the inbox, too."""
    rows = messages.of(session, me, match_id, after=paging.after, limit=paging.wanted)
    here = paging.cut(rows, lambda row: [row[0].id])
    if here and not heads.asked(request):
        messages.see(session, me, match_id, here[-1][0].id, now=now)
    locale = languages.of(request)
    items = [MessageOut.shown(row, text, me.person_id, locale) for row, text in here]
    return paging.reply(MessagePage(items=items, next=paging.next), secret=True)


@router.post("/{match_id}/messages", status_code=201, response_model=MessageOut, responses=LOCATED)
def send_message(
    match_id: UUID, given: MessageIn, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Relays a note to the other side: neither needs the other's number."""
    writes.count_of_network(session, writes.MESSAGES, now)
    row = messages.send(session, me, match_id, given.text, now=now)
    where = f"/v1/matches/{match_id}/messages"
    shown = MessageOut.shown(row, given.text, me.person_id, languages.of(request))
    return created(shown, where, secret=True)


def _spoken(given: MoveIn | None) -> Spoken | None:
    return value_of(given.spoken) if given else None
