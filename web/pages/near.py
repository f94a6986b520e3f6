"""Near me: what one's own offers could help with, best first, and a way to say "I can"."""

from collections.abc import Iterator, Sequence

from fastapi import Response

from core.crypto.keyring import vault
from doors.comers import heavy
from doors.cursors import Cursors
from doors.deps import Work
from matching.words.categories import CATEGORIES
from matching.words.vocabulary import NeedStatus
from services.home import near_me
from services.home.near_me import By
from services.needs.views import NeedView, Sight
from texts.reasons import explain
from texts.times import when
from web.answers import words
from web.coming.visitor import Visitor
from web.door import SignedIn
from web.door import router as new_router
from web.parts.fields import Button, Choice, Field, Form
from web.parts.render import clipped
from web.parts.shapes import Fold, Item, Items, Line, Page, Part, Way, Ways
from web.parts.signs import sign

PATH = "/near"
A_PAGE, ROOM_FOR_WORDS = 10, 300
_BY = {
    By.OFFERS: "web.near.by_offers",
    By.RESTING: "web.near.by_resting",
    By.CIRCLE: "web.near.by_circle",
    By.NOTHING: "web.near.by_nothing",
}
router = new_router()


@router.get(PATH)
@heavy()
def show_near_me(visitor: SignedIn, effort: Work) -> Response:
    """A page of needs. Somebody who has read very many words in an hour sees them without."""
    kind = visitor.asked("kind")
    category = kind if kind in CATEGORIES else None
    cursors, scope = Cursors(vault(visitor.session)), f"{PATH}?{category or ''}"
    found = near_me.page(
        visitor.session,
        visitor.me,
        visitor.circle,
        category=category,
        start=cursors.read(scope, visitor.asked("from") or None) or (),
        limit=A_PAGE,
        now=visitor.now,
        effort=effort,
    )
    onward = cursors.write(scope, found.go_on) if found.go_on is not None else None
    many = sum(view.sight is Sight.WORDS for view in found.needs)
    return words.drawn(
        visitor, found.needs, many, lambda needs: _page(visitor, found.by, needs, category, onward)
    )


def _page(
    visitor: Visitor, by: By, needs: Sequence[NeedView], category: str | None, onward: str | None
) -> Page:
    parts: list[Part] = [*_how(visitor, by)]
    if by is not By.NOTHING:
        parts.append(Items([item(visitor, view) for view in needs], visitor.say("web.near.none")))
        parts.append(Fold(visitor.say("web.near.kind"), (_kinds(visitor, category),), open=bool(category)))
    if onward:
        kind = f"&kind={category}" if category else ""
        parts.append(Ways((Way(f"{PATH}?from={onward}{kind}", visitor.say("web.near.more")),)))
    return Page(visitor.say("web.menu.near"), tuple(parts))


def _how(visitor: Visitor, by: By) -> Iterator[Part]:
    """By what these were found, and what would find more."""
    yield Line(visitor.say(_BY[by]))
    if by is By.RESTING:
        yield Ways((Way("/help", visitor.say("web.menu.help"), bold=True),))
    elif by is not By.OFFERS:
        yield Ways((Way("/help/new", visitor.say("web.near.offer"), bold=True),))


def item(visitor: Visitor, view: NeedView) -> Item:
    """A need in the list: what, when, how far, the words as far as they are seen, and the way to say "I can"."""
    need, said = view.need, "\n".join(text for text in (view.title, view.details) if text)
    return Item(
        visitor.say(f"category.{need.category}"),
        f"/needs/{need.id}",
        tuple(_lines(visitor, view)),
        clipped(said, ROOM_FOR_WORDS) or None,
        need.language,
        sign=sign(need.category),
        ways=tuple(_ways(visitor, view)),
    )


def _lines(visitor: Visitor, view: NeedView) -> Iterator[str]:
    need = view.need
    yield when(need.windows, need.urgency, visitor.locale, visitor.time_zone)
    if view.distance_band is not None:
        yield explain(f"near:{view.distance_band}", visitor.locale)
    elif need.cell is None:
        yield visitor.say("page.remote")
    if need.for_people > 1:
        yield f"{visitor.say('page.for')}: {visitor.say('page.people', count=need.for_people)}"


def _ways(visitor: Visitor, view: NeedView) -> Iterator[Way]:
    """On to one's own answer where there is one, else to giving it."""
    if view.match is not None:
        yield Way(f"/matches/{view.match.id}", visitor.say("web.near.answered"))
    elif view.need.status is NeedStatus.OPEN:
        yield Way(f"/needs/{view.need.id}/answer", visitor.say("web.near.can"), bold=True)


def _kinds(visitor: Visitor, chosen: str | None) -> Form:
    """Narrows the list to one kind; the address says to which, so that it can be kept."""
    choices = [Choice("", visitor.say("web.near.all_kinds"))]
    choices += [Choice(slug, visitor.say(f"category.{slug}")) for slug in CATEGORIES]
    label = visitor.say("web.near.only")
    field = Field("kind", label, "select", choices=tuple(choices), picked=(chosen or "",))
    return Form(
        (Button("show", visitor.say("web.near.show"), quiet=True),), (field,), action=PATH, opens=True
    )
