"""Answering a match: the helper who was asked says yes or no, the person who asked says whether it is right."""

from dataclasses import replace

from core.errors import Malformed, NotFound
from core.models import Match
from core.models.link import LinkPurpose
from doors import writes
from matching.words.vocabulary import By, MatchStatus
from services.access import links, rights
from services.access import moves as match_moves
from services.home.own_matches import ToldMatch
from services.matches import no as match_no
from services.matches import views as match_views
from services.matches import yes as match_yes
from services.needs import views as need_views
from texts.reasons import explain
from web.links import cautions, circle, match_facts, need_facts
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.render import PREFIX, clipped


def show(visit: Visit) -> Page:
    match = rights.match(visit.session, visit.me, visit.link.subject_id)
    if rights.side(visit.me, match) is By.HELPER:
        return _for_helper(visit, match)
    return _for_beneficiary(visit, match)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """One answer uses the link up."""
    match = rights.match(visit.session, visit.me, visit.link.subject_id)
    helping = rights.side(visit.me, match) is By.HELPER
    if helping and fields.get("do") == "yes":
        writes.count_of_network(visit.session, writes.YES_ES, visit.now)
    links.spend(visit.session, visit.link, visit.now)
    match fields.get("do"), helping:
        case "yes", True:
            done = match_yes.accept(visit.session, visit.me, match.id, now=visit.now)
        case "no", True:
            done = match_no.decline(visit.session, visit.me, match.id, now=visit.now)
        case "yes", False:
            done = match_yes.choose(visit.session, visit.me, match.id, now=visit.now)
        case "no", False:
            done = match_no.refuse(visit.session, visit.me, match.id, now=visit.now)
        case "onward", _ if match.status is MatchStatus.CONFIRMED:
            done = match
        case _:
            raise Malformed
    return _thanks(visit, done)


def _for_helper(visit: Visit, match: Match) -> Page:
    if match.status is MatchStatus.ACCEPTED:
        no = Button("no", visit.say("page.answer.take_back"), quiet=True)
        return Page(visit.say("page.thanks"), (visit.say("page.answer.they_decide"),), form=Form((no,)))
    if match.status not in match_moves.ASKED:
        return _settled(visit, match)
    view = _need(visit, match)
    return Page(
        visit.say("notification.proposal.title"),
        (visit.say("page.answer.no_is_fine"), *_reasons(visit, match, "why")),
        tuple(need_facts.seen(visit, view)),
        clipped("\n".join(text for text in (view.title, view.details) if text)),
        cautions.of(visit, [view.title, view.details]),
        form=_yes_or_no(visit, "page.answer.yes", "page.answer.no"),
        below=tuple(circle.facts(visit, match.community_id, view.need.cell)),
    )


def _for_beneficiary(visit: Visit, match: Match) -> Page:
    if match.status is not MatchStatus.ACCEPTED:
        return _settled(visit, match)
    view = match_views.view(visit.session, visit.me, match, now=visit.now)
    need = _need(visit, match)
    return Page(
        visit.say("notification.yes.title"),
        (visit.say("notification.yes.text"), *_reasons(visit, match, "why_other")),
        match_facts.facts(visit, ToldMatch(view, replace(need, display_name=None))),
        clipped(need.title),
        form=_yes_or_no(visit, "page.answer.welcome", "page.answer.not_them"),
        below=tuple(circle.facts(visit, match.community_id, need.need.cell)),
    )


def _yes_or_no(visit: Visit, yes: str, no: str) -> Form:
    return Form((Button("yes", visit.say(yes)), Button("no", visit.say(no), quiet=True)))


def _need(visit: Visit, match: Match) -> need_views.NeedView:
    return need_views.view(
        visit.session, visit.me, rights.need(visit.session, visit.me, match.need_id), now=visit.now
    )


def _reasons(visit: Visit, match: Match, prefix: str) -> list[str]:
    codes = match_views.view(visit.session, visit.me, match, now=visit.now).reasons
    return [explain(code, visit.locale, prefix=prefix, time_zone=visit.time_zone) for code in codes]


def _settled(visit: Visit, match: Match) -> Page:
    """What became of it. The way onward is a button: looking makes no link, and prolongs none."""
    if match.status is MatchStatus.CONFIRMED:
        onward = Form((Button("onward", visit.say("page.agreed.onward")),))
        title = visit.say("notification.confirmed_helper.title")
        return Page(title, (visit.say("page.agreed.both_yes"),), form=onward)
    helping = rights.side(visit.me, match) is By.HELPER
    over = visit.say("page.answer.over" if helping else "page.answer.not_waiting")
    return Page(visit.say("page.thanks"), (over,))


def _thanks(visit: Visit, match: Match) -> Page:
    match match.status:
        case MatchStatus.CONFIRMED:
            return _agreed(visit, match)
        case MatchStatus.ACCEPTED:
            return Page(visit.say("page.thanks"), (visit.say("page.answer.they_decide"),))
        case _:
            return Page(visit.say("page.thanks"), (visit.say("page.answer.a_no_is_fine"),))


def _agreed(visit: Visit, match: Match) -> Page:
    """Where to see what the other shares: on a page of its own, for this one can do no more."""
    if visit.link.person_id is None:
        raise NotFound("link_over")
    token = links.make(
        visit.session,
        LinkPurpose.MATCH,
        visit.link.person_id,
        match.id,
        visit.now,
        seed=visit.link.id,
        contact_id=visit.link.contact_id,
    )
    return Page(
        visit.say("notification.confirmed_helper.title"),
        (visit.say("page.agreed.both_yes"),),
        onward=(f"{PREFIX}{token}", visit.say("page.agreed.onward")),
    )
