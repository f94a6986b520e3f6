"""The people one speaks for, and how one of them stands: what they asked for, what they promised, how they said yes."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core import limits
from core.errors import Malformed
from core.models.link import LinkPurpose
from core.models.person import ContactKind
from core.models.representation import Covers
from services.home import own_matches, spoken_for
from services.home.spoken_for import SpokenFor
from services.needs.views import NeedView
from services.representation import ends as representation_ends
from services.representation import own_links, standing, take_overs
from services.representation.standing import Represented
from texts.times import when
from web.answers import shown_once
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.spoken_for import words
from web.parts.fields import Button, Form
from web.parts.shapes import (
    Code,
    Fact,
    Facts,
    Fold,
    Heading,
    Item,
    Items,
    Line,
    Notice,
    Page,
    Part,
    Way,
    Ways,
)

router = new_router()


@router.get("/people")
def show_people(visitor: SignedIn) -> Response:
    people = standing.represented_by(visitor.session, visitor.me)
    items = tuple(_listed(visitor, found) for found in people)
    parts = (
        Line(visitor.say("web.people.what")),
        Items(items, visitor.say("web.people.nobody")),
        Ways((Way("/people/new", visitor.say("web.people.new")),)),
    )
    return draw(
        visitor, Page(visitor.say("web.people.title"), parts, back=("/me", visitor.say("web.menu.me")))
    )


@router.get("/people/{person_id}")
def show_person(person_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, person_id))


@router.post("/people/{person_id}")
def act_for_person(person_id: UUID, visitor: SignedIn) -> Response:
    """Sends them a link of their own, makes a word by which they take everything over, or ends it."""
    standing.get(visitor.session, visitor.me, person_id)
    with looked_at_again(visitor, lambda: _page(visitor, person_id)):
        return _act(visitor, person_id)


def _act(visitor: Visitor, person_id: UUID) -> Response:
    session, me, now, here = visitor.session, visitor.me, visitor.now, f"/people/{person_id}"
    match visitor.fields.one("do"):
        case "consent" | "take_over" as purpose:
            own_links.way_to(session, me, person_id, by_text=visitor.settings.sends_sms)
            limits.take(session, limits.LINKS_TO_PERSON, person_id.bytes, now)
            own_links.send(session, me, person_id, LinkPurpose(purpose), now=now)
            return go(here, said="link_sent")
        case "code" | "card" as kind:
            limits.take(session, limits.TAKE_OVERS_PER_PERSON, me.person_id.bytes, now)
            word, _ = take_overs.make_code(session, me, person_id, card=kind == "card", now=now)
            return go(shown_once.at(visitor, here, word))
        case "end":
            representation_ends.end(session, me, person_id, now=now)
            return go("/people", said="spoken_ended")
    raise Malformed


def called(visitor: Visitor, found: Represented) -> str:
    return found.display_name or visitor.say("page.notice.a_member")


def _listed(visitor: Visitor, found: Represented) -> Item:
    asked = found.consent.given_at is None
    state = visitor.say("web.people.asked") if asked else ""
    return Item(called(visitor, found), f"/people/{found.person.id}", state=state)


def _page(visitor: Visitor, person_id: UUID) -> Page:
    whole = spoken_for.of(visitor.session, visitor.me, person_id, now=visitor.now)
    parts = (*_word(visitor), *_standing(visitor, whole), *_to_do(visitor, whole.found))
    return Page(called(visitor, whole.found), parts, back=("/people", visitor.say("web.people.title")))


def _word(visitor: Visitor) -> Iterator[Part]:
    """The word that was made just now, by which they sign in as themselves."""
    word = shown_once.read(visitor)
    if word is not None:
        yield Notice(visitor.say("web.person.word"))
        yield Code(word)


def _standing(visitor: Visitor, whole: SpokenFor) -> Iterator[Part]:
    found, here = whole.found, str(whole.found.person.id)
    may_post = Covers.POST in visitor.me.represents.get(found.person.id, frozenset())
    if may_post:
        yield Ways((Way(f"/ask?for={here}", visitor.say("web.person.ask"), bold=True),))
    yield Facts(tuple(_facts(visitor, found)))
    yield Heading(visitor.say("web.person.needs"))
    needs = tuple(_need(visitor, need) for need in whole.needs)
    yield Items(needs, visitor.say("web.person.no_needs"))
    if whole.promises:
        yield Heading(visitor.say("web.person.promises"))
        yield Items(tuple(_promise(visitor, told) for told in whole.promises))


def _facts(visitor: Visitor, found: Represented) -> Iterator[Fact]:
    consent, say = found.consent, visitor.say
    phone, email = found.contacts.get(ContactKind.PHONE), found.contacts.get(ContactKind.EMAIL)
    if phone:
        yield Fact(say("page.phone"), phone, f"tel:{phone}")
    if email:
        yield Fact(say("page.email"), email, f"mailto:{email}")
    if not consent.safe_to_write:
        yield Fact(say("web.person.letters"), say("web.person.not_safe"))
    if consent.given_at is None:
        yield Fact(say("web.person.yes"), say("web.people.asked"))
        return
    yield Fact(say("web.person.yes"), say(words.HOW[consent.how]), note=visitor.when(consent.given_at))
    covers = "\n".join(say(words.COVERS[Covers(part)]) for part in consent.covers)
    yield Fact(say("web.person.may"), covers)
    if consent.until is not None:
        yield Fact(say("web.person.until"), visitor.when(consent.until))


def _need(visitor: Visitor, view: NeedView) -> Item:
    need = view.need
    at = when(need.windows, need.urgency, visitor.locale, visitor.time_zone)
    words_of_theirs = view.title or view.details
    return Item(
        visitor.say(f"category.{need.category}"),
        f"/needs/{need.id}",
        (at,),
        words=words_of_theirs,
        lang=need.language,
    )


def _promise(visitor: Visitor, told: own_matches.ToldMatch) -> Item:
    match = told.view.match
    category = visitor.say(f"category.{told.need.need.category}") if told.need else visitor.say("page.what")
    lines = (visitor.when(match.agreed_from),) if match.agreed_from is not None else ()
    return Item(category, f"/matches/{match.id}", lines, waits="accept" in told.view.allowed)


def _to_do(visitor: Visitor, found: Represented) -> Iterator[Part]:
    """What else may be done for them, folded away; and the end of it."""
    say = visitor.say
    yield Ways((Way(f"/people/{found.person.id}/edit", say("web.person.edit")),))
    word = Form(
        (Button("code", say("web.person.code")), Button("card", say("web.person.card"), quiet=True)),
        lines=(say("web.person.code_means"),),
        key="word",
    )
    links = Form(
        (
            Button("take_over", say("web.person.send_take_over"), quiet=True),
            Button("consent", say("web.person.send_consent"), quiet=True),
        ),
        lines=(say("web.person.link_means"),),
        key="link",
    )
    yield Fold(say("web.person.own_hands"), (word, links))
    end = Form((Button("end", say("web.person.end"), quiet=True),), lines=(say("web.person.end_means"),))
    yield Fold(say("web.person.stop"), (end,))
