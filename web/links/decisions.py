"""Decisions that a letter asks for beside those on needs and matches: yes or no, by the services that apps use."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from core.events import EventKind, payload_as
from core.events.payloads import AllianceChanged, ChangeProposed, NewSignIn
from core.models import (
    AuthSession,
    Community,
    ContactPoint,
    Event,
    Offer,
    Organisation,
    OrganisationInvitation,
    PendingChange,
    Person,
)
from doors import writes
from matching.words.vocabulary import AllianceState, OfferStatus, Role
from services import leaving, sealed
from services.access import rights
from services.asking import overflow
from services.communities import alliances
from services.governance import changes as pending_changes
from services.governance import organisation_people, speakers
from services.matches import opening as match_opening
from services.needs import views as need_views
from services.offers import life as offer_life
from services.people import sessions
from web.links import need_facts
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.shapes import Fact


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be decided, what it is about, what pressing a button does, and the sentence that follows."""

    facts: tuple[Fact, ...]
    form: Form
    act: Callable[[str], None]
    done: str = "page.notice.done"


def asked(visit: Visit, event: Event) -> Asked | None:
    """The decision that waits for this reader; None where none does, or not any more."""
    make = _ASKED.get(EventKind(event.kind))
    return make(visit, event) if make is not None else None


def _form(visit: Visit, yes: str, no: str | None) -> Form:
    buttons = [Button("yes", visit.say(yes))]
    if no is not None:
        buttons.append(Button("no", visit.say(no), quiet=True))
    return Form(tuple(buttons))


def _change(visit: Visit, event: Event) -> Asked | None:
    """A change that waits for a second word: agree, or object."""
    row = visit.session.get(PendingChange, payload_as(event, ChangeProposed).change)
    if row is None or row.ended_at is not None:
        return None
    community = visit.session.get_one(Community, row.community_id)
    agrees = speakers.as_what(visit.session, visit.me, community, row, now=visit.now) is not None
    objects = speakers.may_object(visit.session, visit.me, community, row, now=visit.now)
    if row.by_id == visit.me.person_id or not (agrees or objects):
        return None
    facts = [Fact(visit.say("page.notice.change"), visit.say(f"page.notice.change.{row.kind}"))]
    person = visit.session.get(Person, row.person_id) if row.person_id is not None else None
    name = sealed.display_name(visit.session, person) if person is not None else None
    if name is not None:
        facts.append(Fact(visit.say("page.name"), name))
    if row.proposed.name:
        facts.append(Fact(visit.say("page.name"), row.proposed.name))
    for line in row.proposed.emergency:
        facts.append(Fact(visit.say("page.emergency"), f"{line.label}: {line.phone}"))

    def act(do: str) -> None:
        decide = pending_changes.agree if do == "yes" else pending_changes.object_to
        decide(visit.session, visit.me, row.community_id, row.id, now=visit.now)

    words = {"yes": ("page.notice.agree", agrees), "no": ("page.notice.object", objects)}
    buttons = [Button(do, visit.say(text), quiet=do == "no") for do, (text, may) in words.items() if may]
    return Asked(tuple(facts), Form(tuple(buttons)), act)


def _alliance(visit: Visit, event: Event) -> Asked | None:
    """Another circle asks for an alliance with one's own."""
    theirs, ours = event.community_id, payload_as(event, AllianceChanged).other
    if theirs is None or not visit.me.is_at_least(Role.STEWARD, ours):
        return None
    waits = {ally.id: ally for ally in alliances.listed(visit.session, visit.me, ours)}.get(theirs)
    if waits is None or waits.state is not AllianceState.INVITED:
        return None

    def act(do: str) -> None:
        if do == "yes":
            alliances.say_yes(visit.session, visit.me, ours, theirs, now=visit.now)
        else:
            alliances.end(visit.session, visit.me, ours, theirs, now=visit.now)

    return Asked((), _form(visit, "page.notice.yes", "page.notice.no"), act)


def _organisation(visit: Visit, event: Event) -> Asked | None:
    """An organisation wants one to act for it."""
    me, organisation = visit.me.person_id, visit.session.get(Organisation, event.subject_id)
    if organisation is None or visit.session.get(OrganisationInvitation, (organisation.id, me)) is None:
        return None

    def act(do: str) -> None:
        decide = organisation_people.put if do == "yes" else organisation_people.remove
        decide(visit.session, visit.me, event.subject_id, me, now=visit.now)

    name = Fact(visit.say("page.name"), organisation.name)
    return Asked((name,), _form(visit, "page.notice.yes", "page.notice.no"), act)


def _sign_in(visit: Visit, event: Event) -> Asked | None:
    """Somebody signed in as the reader: what the app called the device, and a press that ends it."""
    row = visit.session.get(AuthSession, payload_as(event, NewSignIn).sign_in)
    if row is None or row.person_id != visit.me.person_id or row.ended_at is not None:
        return None
    name = sessions.device_name(visit.session, row)
    facts = [Fact(visit.say("page.sign_in.device"), name)] if name else []
    facts.append(Fact(visit.say("page.sign_in.when"), visit.when(row.created_at)))

    def act(_do: str) -> None:
        sessions.end(visit.session, visit.me.person_id, row.id, visit.now)

    form = Form((Button("not_me", visit.say("page.sign_in.not_me")),))
    return Asked(tuple(facts), form, act, "page.sign_in.done")


def _erasure(visit: Visit, _event: Event) -> Asked | None:
    """Everything of the reader's is to be deleted: a press that calls it off."""
    if visit.session.get_one(Person, visit.me.person_id).erasure_from is None:
        return None

    def act(_do: str) -> None:
        leaving.keep(visit.session, visit.me, now=visit.now)

    return Asked((), Form((Button("keep", visit.say("page.erasure.keep")),)), act, "page.erasure.kept")


def _unused(visit: Visit, _event: Event) -> Asked:
    """The reader's account ends, since nobody uses it: a press shows that they are there (`callers.sign_of_life`)."""

    def act(_do: str) -> None:
        visit.session.flush()

    return Asked((), Form((Button("stay", visit.say("page.unused.stay")),)), act, "page.unused.stayed")


def _address(visit: Visit, event: Event) -> Asked | None:
    """An address was added as whose it is nobody showed: a press ends all sign-ins that there were then.

    Not by a letter to that address itself: whoever added it would shut out the owner.
    """
    to = visit.session.get(ContactPoint, visit.link.contact_id) if visit.link.contact_id else None
    if to is None or to.proves_from is not None:
        return None
    then = [
        one
        for one in sessions.standing(visit.session, visit.me.person_id, visit.now)
        if one.created_at <= event.at
    ]
    if not then:
        return None

    def act(_do: str) -> None:
        for one in then:
            sessions.end(visit.session, visit.me.person_id, one.id, visit.now)

    form = Form((Button("not_me", visit.say("page.address.end")),))
    return Asked((), form, act, "page.address.done")


def _help_of_an_organisation(visit: Visit, event: Event) -> Asked | None:
    """A need that an organisation could help with, by an offer of its own that stands."""
    try:
        need = rights.need(visit.session, visit.me, event.subject_id)
    except NotFound:
        return None
    offer = _offer_of_theirs(visit, need.community_id)
    if offer is None or not overflow.still_told(visit.session, need, visit.me.person_id):
        return None
    view = need_views.view(visit.session, visit.me, need, now=visit.now)

    def act(_do: str) -> None:
        writes.count_of_network(visit.session, writes.YES_ES, visit.now)
        match_opening.respond(visit.session, visit.me, need.id, offer_id=offer, now=visit.now)

    return Asked(need_facts.seen(visit, view), _form(visit, "page.answer.yes", None), act)


def _offer_of_theirs(visit: Visit, community_id: UUID) -> UUID | None:
    standing: list[Offer] = offer_life.listed(
        visit.session, visit.me, community_id=None, statuses=[OfferStatus.ACTIVE], after=None, limit=50
    )
    theirs = (one for one in standing if one.organisation_id and one.community_id == community_id)
    return next((one.id for one in theirs), None)


_ASKED: dict[EventKind, Callable[[Visit, Event], Asked | None]] = {
    EventKind.SIGNED_IN: _sign_in,
    EventKind.ADDRESS_ADDED: _address,
    EventKind.ERASURE_ASKED: _erasure,
    EventKind.ACCOUNT_UNUSED: _unused,
    EventKind.CHANGE_PROPOSED: _change,
    EventKind.ALLIANCE_ASKED: _alliance,
    EventKind.ORGANISATION_INVITED: _organisation,
    EventKind.NEED_TOLD_ORGANISATIONS: _help_of_an_organisation,
}
MAY_ASK = frozenset(_ASKED)
"""Events of which a letter may ask for a decision."""
