"""People one speaks for: entered with their consent, and free to take everything over."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.preconditions import Seen
from api.answers.replies import created, nothing, reply
from api.schemas.represented import (
    LinkIn,
    LinkSentOut,
    PersonIn,
    RepresentedEdit,
    RepresentedList,
    RepresentedOut,
    TakeOverIn,
    TakeOverOut,
)
from core import limits
from doors.deps import Db, Me, Now, SettingsOf
from doors.routing import ActionRoute
from services.representation import ends as representation_ends
from services.representation import entries as representation_entries
from services.representation import own_links, standing, take_overs
from services.representation.standing import Represented

router = APIRouter(prefix="/v1/people", tags=["People one represents"], route_class=ActionRoute)


@router.get("", response_model=RepresentedList)
def list_people(session: Db, me: Me) -> Response:
    """The people one speaks for."""
    items = [RepresentedOut.shown(person) for person in standing.represented_by(session, me)]
    return reply(RepresentedList(items=items), secret=True)


@router.post("", status_code=201, response_model=RepresentedOut)
def enter_person(given: PersonIn, session: Db, me: Me, now: Now) -> Response:
    """Enters somebody without the app, with the consent they gave. With `how: link` they are asked first."""
    person = representation_entries.enter(session, me, given.value(), now=now)
    where = f"/v1/people/{person.person.id}"
    return created(RepresentedOut.shown(person), where, edition=person.person.edition, secret=True)


@router.get("/{person_id}", response_model=RepresentedOut)
def get_person(person_id: UUID, session: Db, me: Me) -> Response:
    """Somebody one speaks for, as they told it."""
    return _whole(standing.get(session, me, person_id))


@router.patch("/{person_id}", response_model=RepresentedOut)
def edit_person(
    person_id: UUID, given: RepresentedEdit, seen: Seen, session: Db, me: Me, now: Now
) -> Response:
    """Changes what was written down; needs `If-Match`."""
    edition = standing.get(session, me, person_id).person.edition
    seen.ensure(edition)
    return _whole(
        representation_entries.edit(session, me, person_id, given.value(), edition=edition, now=now)
    )


@router.delete("/{person_id}", status_code=204)
def end_representation(person_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """They do not want to be spoken for any more: what stands in their name is withdrawn."""
    representation_ends.end(session, me, person_id, now=now)
    return nothing()


@router.post("/{person_id}/takeover-codes", status_code=201, response_model=TakeOverOut)
def make_takeover_code(
    person_id: UUID, session: Db, me: Me, now: Now, given: TakeOverIn | None = None
) -> Response:
    """A word by which they sign in as themselves; shown once."""
    limits.take(session, limits.TAKE_OVERS_PER_PERSON, me.person_id.bytes, now)
    card = given.card if given else False
    code, expires_at = take_overs.make_code(session, me, person_id, card=card, now=now)
    return created(TakeOverOut(code=code, expires_at=expires_at), secret=True)


@router.post("/{person_id}/links", status_code=202, response_model=LinkSentOut)
def send_link(
    person_id: UUID,
    given: LinkIn,
    session: Db,
    settings: SettingsOf,
    me: Me,
    now: Now,
) -> Response:
    """Sends them a link of their own, to their own mailbox or phone; a few a day. Whoever sends it never sees it."""
    by = own_links.way_to(session, me, person_id, by_text=settings.sends_sms)
    limits.take(session, limits.LINKS_TO_PERSON, person_id.bytes, now)
    own_links.send(session, me, person_id, given.purpose, now=now)
    return reply(LinkSentOut(purpose=given.purpose, by=by), 202)


def _whole(found: Represented) -> Response:
    """Somebody with how they can be reached, which no device keeps."""
    return reply(RepresentedOut.shown(found), edition=found.person.edition, secret=True)
