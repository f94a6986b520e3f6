"""Those who said yes to a need, as its author reads them: when, trust, their words, and yes or no to each."""

from collections.abc import Iterator
from dataclasses import replace

from core.models import Need
from matching.words.vocabulary import MatchStatus, TrustLevel
from services.afterwards import messages
from services.home import own_matches
from services.home.own_matches import ToldMatch
from services.matches.views import MatchView
from texts.reasons import explain
from web.coming.visitor import Visitor
from web.links import cautions, match_facts, match_forms
from web.parts.fields import Form
from web.parts.render import clipped
from web.parts.shapes import Heading, Item, Items, Part

_TRUST = {
    TrustLevel.NEW: "web.trust.new",
    TrustLevel.VOUCHED: "web.trust.vouched",
    TrustLevel.CHECKED: "web.trust.checked",
}
_SHOWN = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.DISPUTED, MatchStatus.INVITED)


def parts(visitor: Visitor, need: Need) -> Iterator[Part]:
    """Each yes that stands, and whoever was invited and has not answered."""
    found = own_matches.of_need(visitor.session, visitor.me, need.id, statuses=_SHOWN, now=visitor.now)
    if found:
        yield Heading(visitor.say("web.need.yeses"))
        yield Items([_item(visitor, told) for told in found])


def _item(visitor: Visitor, told: ToldMatch) -> Item:
    view = told.view
    words = _words(visitor, view) if view.match.status is not MatchStatus.INVITED else None
    return Item(
        view.organisation or view.helper_name or visitor.say("web.need.somebody"),
        f"/matches/{view.match.id}",
        (*_lines(visitor, told), *(cautions.of(visitor, [words]))),
        words=words,
        state=match_facts.title(visitor, told),
        waits=view.match.status is MatchStatus.ACCEPTED,
        forms=tuple(_forms(visitor, told)),
    )


def _lines(visitor: Visitor, told: ToldMatch) -> Iterator[str]:
    """When they could come, how well they are known, what speaks for them."""
    view, match = told.view, told.view.match
    agreed = match_facts.agreed(visitor, match)
    if agreed is not None:
        yield agreed
    if match.quantity > 1:
        yield f"{visitor.say('page.match.quantity')}: {match.quantity}"
    if view.helper_trust is not None and view.organisation is None:
        yield visitor.say(_TRUST[view.helper_trust])
    if match.confirmed_at is None:
        for code in view.reasons:
            yield explain(code, visitor.locale, prefix="why_other", time_zone=visitor.time_zone)
    if view.unread > 1:
        yield visitor.say("page.match.unread", count=view.unread)


def _words(visitor: Visitor, view: MatchView) -> str | None:
    """What they wrote last; where that is all that is unread of theirs, it counts as read."""
    rows = messages.latest(visitor.session, visitor.me, view.match.id, limit=1)
    row, text = rows[0] if rows else (None, None)
    if row is None or text is None or visitor.me.speaks_for(row.author_id):
        return None
    if view.unread == 1:
        messages.see(visitor.session, visitor.me, view.match.id, row.id, now=visitor.now)
    return clipped(text, match_facts.ROOM_FOR_A_MESSAGE)


def _forms(visitor: Visitor, told: ToldMatch) -> Iterator[Form]:
    """Yes or no, sent to the page of the match, where it goes on from there."""
    match = told.view.match
    if match.status is MatchStatus.ACCEPTED:
        for form in match_forms.answer(visitor, told, set(told.view.allowed), {}):
            yield replace(form, action=f"/matches/{match.id}", key=f"m{match.id}")
