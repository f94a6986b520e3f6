"""A need: for whom it is of, how it stands, who said yes, what can be done; for others as they see it, and "I can"."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from fastapi import Response

from core.effort import Effort
from core.models import Need
from doors import reading
from doors.deps import Work
from matching.words.vocabulary import NeedStatus, Outlook
from services.access import rights
from services.asking import around
from services.needs import views as need_views
from services.needs.views import NeedView, Sight
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.links import cautions, need_facts
from web.pages.needs import acts, own, progress, yeses
from web.parts.shapes import Facts, Line, Page, Part, Way, Ways, Words

router = new_router()
ADDRESS = "/needs/{need_id:uuid}"


@router.get(ADDRESS)
def show_need(need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    need = rights.need(visitor.session, visitor.me, need_id)
    view = _view(visitor, need)
    if view.sight is Sight.OWN:
        return draw(visitor, _own(visitor, need, view, effort))
    return _others(visitor, need, view)


@router.post(ADDRESS)
def act_on_need(need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    """Ends it, gives it more time, or says that it is another matter than the one it was taken for."""
    need = own.need(visitor, need_id)
    with looked_at_again(visitor, lambda: _own(visitor, need, _view(visitor, need), effort)):
        said = acts.act(visitor, need_id, visitor.fields.one("do"))
    return go(visitor.path, said=said.removeprefix("web.said."))


def _view(visitor: Visitor, need: Need) -> NeedView:
    return need_views.view(visitor.session, visitor.me, need, now=visitor.now)


def _own(visitor: Visitor, need: Need, view: NeedView, effort: Effort) -> Page:
    return Page(
        visitor.say(f"category.{need.category}"),
        tuple(_own_parts(visitor, need, view, effort)),
        back=("/my", visitor.say("web.menu.my")),
    )


def _own_parts(visitor: Visitor, need: Need, view: NeedView, effort: Effort) -> Iterator[Part]:
    yield progress.part(visitor, view, _why_nobody(visitor, need, view, effort))
    yield from yeses.parts(visitor, need)
    yield from _words(view)
    named = view if need.author_id != visitor.me.person_id else replace(view, display_name=None)
    yield Facts((*need_facts.seen(visitor, named), *acts.private(visitor, view)))
    yield Ways(tuple(acts.ways(visitor, need, view)))
    yield from acts.forms(visitor, need, view)


def _why_nobody(visitor: Visitor, need: Need, view: NeedView, effort: Effort) -> list[str]:
    """Looked up where there is nobody and nobody has asked yet why: then there are few to look at."""
    found = view.progress
    if found is None or found.outlook is not Outlook.NOBODY or found.why or need.candidates is None:
        return []
    if need.status is not NeedStatus.OPEN or need.expires_at <= visitor.now:
        return []
    session, me, now = visitor.session, visitor.me, visitor.now
    return around.around_need(session, me, need.id, limit=1, now=now, effort=effort).why


def _others(visitor: Visitor, need: Need, view: NeedView) -> Response:
    """As the API tells it: beyond very many needs of others in an hour it comes without its words."""
    whole = draw(visitor, _seen(visitor, need, view))
    words = int(view.sight is Sight.WORDS and not need_views.was_asked(visitor.session, visitor.me, need))
    request, session = visitor.request, visitor.session
    if not reading.words_are_over(request, session, visitor.me, words, whole, now=visitor.now):
        return whole
    return draw(visitor, _seen(visitor, need, need_views.without_words(view)))


def _seen(visitor: Visitor, need: Need, view: NeedView) -> Page:
    return Page(
        visitor.say(f"category.{need.category}"),
        tuple(_seen_parts(visitor, need, view)),
        back=("/near", visitor.say("web.menu.near")),
    )


def _seen_parts(visitor: Visitor, need: Need, view: NeedView) -> Iterator[Part]:
    yield Facts(need_facts.seen(visitor, view))
    yield from _words(view)
    for line in cautions.of(visitor, [view.title, view.details]):
        yield Line(line, quiet=True)
    if view.match is not None:
        yield Ways((Way(f"/matches/{view.match.id}", visitor.say("web.need.your_answer"), bold=True),))
    elif "respond" in view.allowed and need.expires_at > visitor.now:
        can = visitor.say("page.answer.yes")
        yield Ways((Way(f"{own.address(need.id)}/answer", can, bold=True),))
    else:
        yield Line(visitor.say("page.shared.ended"))
    report = Way(f"/reports/new?type=need&id={need.id}", visitor.say("web.match.report"))
    yield Ways((report,))


def _words(view: NeedView) -> Iterator[Part]:
    said = "\n".join(text for text in (view.title, view.details) if text)
    if said:
        yield Words(said, view.need.language)
