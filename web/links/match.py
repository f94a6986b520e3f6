"""The page of one match, for one of its two: what, when, with whom, and whatever is open to them in it.

Looking changes nothing. Contact and messages are shown on a press: the first is recorded, the others count as read.
Every act goes through the service that an app would use, so that it is allowed, refused and told of alike.
"""

from dataclasses import replace

from core.errors import Conflict, Invalid, Malformed, NotFound, Stale
from core.models import Link, Match, Need
from core.models.representation import ConsentHow
from core.models.values import Spoken
from doors import writes
from matching.words.vocabulary import By, MatchStatus, Outcome
from notifications import inbox
from notifications.messages.quiet import AT_NIGHT
from services.access import rights
from services.afterwards import contact, messages, reports
from services.afterwards.reports import Said
from services.home.own_matches import ToldMatch
from services.matches import no as match_no
from services.matches import views as match_views
from services.matches import yes as match_yes
from services.needs import views as need_views
from web.links import cautions, circle, match_changes, match_facts, match_forms
from web.links.shapes import Page
from web.links.visit import Visit

REPORTS = {"helped": Outcome.HELPED, "partly": Outcome.PARTLY, "not_helped": Outcome.NOT_HELPED}


def show(visit: Visit) -> Page:
    return _page(visit, _match(visit))


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Does one thing and shows how it stands then; the link stays, for there will be another thing to do.

    Whoever speaks for one of the two says with each word of theirs that they asked them.
    """
    _count(visit, fields.get("do", ""))
    # Of two presses at once the second sees what the first did.
    visit.session.get_one(Link, visit.link.id, with_for_update=True)
    match, do = _match(visit), fields.get("do", "")
    tick = match_forms.TICKS.get(do) if match_forms.spoken_for(visit, match) else None
    if tick is not None and not fields.get(tick):
        unasked = {tick: visit.say("field.spoken_needed")}
        return (
            match_forms.concern(visit, match, unasked)
            if do == "concern_yes"
            else _page(visit, match, **unasked)
        )
    spoken = Spoken(ConsentHow.PHONE, visit.now) if tick is not None else None
    match do:
        case "show":
            return _with_contact(visit, match)
        case "read":
            return _with_messages(visit, match)
        case "send":
            return _send(visit, match, fields)
        case "cancel":
            return _cancel(visit, match, fields, spoken)
        case "helped" | "partly" | "not_helped":
            return _report(visit, match, REPORTS[do], fields, spoken)
        case "concern":
            return match_forms.concern(visit, match, {})
        case "concern_yes":
            note = fields.get("note") or None
            said = Said(Outcome.NOT_HELPED, note=note, concern=True, spoken=spoken)
            return _page(visit, _reported(visit, match, said), visit.say("page.match.looked_at"))
        case "night":
            inbox.switch(visit.session, visit.me, {AT_NIGHT: False})
            return _page(visit, match, visit.say("page.not_at_night.done"))
        case "change" | "agree_change" | "keep_as_it_is":
            return _change(visit, match, do, fields, spoken)
    return _page(visit, _answered(visit, match, do, spoken))


def _count(visit: Visit, do: str) -> None:
    """Counts what newcomers of one network share, as an app's call does: before anything is locked."""
    if do == "yes" and rights.side(visit.me, _match(visit)) is By.HELPER:
        writes.count_of_network(visit.session, writes.YES_ES, visit.now)
    if do == "send":
        writes.count_of_network(visit.session, writes.MESSAGES, visit.now)


def _change(visit: Visit, match: Match, do: str, fields: dict[str, str], spoken: Spoken | None) -> Page:
    try:
        changed = match_changes.act(visit, match, do, fields, spoken)
    except Stale:  # the other side wishes something else by now: it is read before it is agreed to
        return _page(visit, rights.match(visit.session, visit.me, match.id))
    except Invalid as refused:
        return _page(visit, match, **match_changes.said_of(visit, refused))
    return _page(visit, changed, match_changes.done(visit, changed, do))


def _match(visit: Visit) -> Match:
    """One's own; also called off because the two do not meet any more: then that it is off, and for when it was."""
    match = rights.match_or_stub(visit.session, visit.me, visit.link.subject_id)
    rights.require_side(visit.me, match, By.HELPER, By.BENEFICIARY)
    return match


def _page(visit: Visit, match: Match, *said: str, **errors: str) -> Page:
    """How it stands. `said`: what has just been done; `errors`: by field, what was wrong with what was sent."""
    told = _told(visit, match)
    forms = match_forms.of(visit, told, errors)
    cell = visit.session.get_one(Need, match.need_id).cell
    return Page(
        match_facts.title(visit, told),
        (*said, *match_facts.lines(visit, told)),
        match_facts.facts(visit, told),
        match_facts.words(told),
        match_facts.cautions_of_need(visit, told),
        form=forms[0] if forms else None,
        more=tuple(forms[1:]),
        below=tuple(circle.facts(visit, match.community_id, cell)),
        status=422 if errors else 200,
    )


def _told(visit: Visit, match: Match) -> ToldMatch:
    """The match with what its reader may see of the need; nothing of it where it is not there for them any more.

    Who asks is named to a helper with the contact, on a press: mail programs open links, too. To themself they are not.
    """
    view = match_views.view(visit.session, visit.me, match, now=visit.now)
    try:
        need = rights.need(visit.session, visit.me, match.need_id)
    except NotFound:
        return ToldMatch(view, None)
    seen = need_views.view(visit.session, visit.me, need, now=visit.now)
    named = need.show_name and view.side is By.HELPER
    return ToldMatch(view, seen if named else replace(seen, display_name=None))


def _with_contact(visit: Visit, match: Match) -> Page:
    found = contact.read(visit.session, visit.me, match.id, now=visit.now)
    said = [] if found.phone or found.email else [visit.say("page.match.no_way_shared")]
    page = match_forms.without(_page(visit, match, *said), "show")
    shown = tuple(match_facts.contact(visit, found))
    facts = (*shown, *(fact for fact in page.facts if fact not in shown))
    note = match_facts.note(found.private_note)
    if note is None:
        return replace(page, facts=facts)
    return replace(page, facts=facts, words=note, cautions=cautions.of(visit, [found.private_note]))


def _with_messages(visit: Visit, match: Match, *said: str, **errors: str) -> Page:
    """What the two wrote; it counts as read, everywhere."""
    rows = messages.latest(visit.session, visit.me, match.id, limit=match_forms.MESSAGES)
    if rows:
        messages.see(visit.session, visit.me, match.id, rows[-1][0].id, now=visit.now)
    page = match_forms.without(_page(visit, match, *said, **errors), "read", then="send")
    talk = match_facts.talk(visit, _told(visit, match), rows)
    theirs = [said.words for said in talk if not said.mine]
    return replace(page, words=None, talk=talk, cautions=cautions.of(visit, theirs))


def _send(visit: Visit, match: Match, fields: dict[str, str]) -> Page:
    """Relays a message; the same page sent again, as browsers do, is one message."""
    text = fields.get("text", "")
    if not text:
        return _with_messages(visit, match, text=visit.say("field.missing"))
    if not _sent_before(visit, match, text, fields.get("last", "")):
        messages.send(visit.session, visit.me, match.id, text, now=visit.now)
    return _with_messages(visit, match, visit.say("page.match.sent"))


def _sent_before(visit: Visit, match: Match, text: str, last: str) -> bool:
    """Whether this was written already after the message that was the last one when the page was drawn."""
    rows = messages.latest(visit.session, visit.me, match.id, limit=match_forms.MESSAGES)
    return any(
        words == text and row.author_id == visit.me.person_id and str(row.id) > last for row, words in rows
    )


def _cancel(visit: Visit, match: Match, fields: dict[str, str], spoken: Spoken | None) -> Page:
    reason = fields.get("reason") or None
    try:
        ended = match_no.cancel(
            visit.session, visit.me, match.id, reason=reason, spoken=spoken, now=visit.now
        )
    except Conflict as refused:
        if refused.code != "reason_needed":
            raise
        return _page(visit, match, reason=visit.say("field.reason_needed"))
    return _page(visit, ended, visit.say("page.agreed.told"))


def _report(
    visit: Visit, match: Match, outcome: Outcome, fields: dict[str, str], spoken: Spoken | None
) -> Page:
    quantity = _number(fields.get("quantity", "")) if outcome is Outcome.PARTLY else None
    said = Said(outcome, quantity=quantity, thanks=fields.get("thanks") or None, spoken=spoken)
    try:
        reported = _reported(visit, match, said)
    except Invalid as refused:
        [error] = refused.extra["errors"]
        return _page(visit, match, quantity=visit.say(f"field.{error['code']}", **error))
    asked = reported.status is MatchStatus.CONFIRMED
    return _page(visit, reported, visit.say("page.match.they_are_asked" if asked else "page.thanks"))


def _reported(visit: Visit, match: Match, said: Said) -> Match:
    return reports.report(visit.session, visit.me, match.id, said, now=visit.now)


def _number(typed: str) -> int | None:
    """What was typed as a number, in whatever digits; None where it is none."""
    return int(typed) if typed.isdecimal() else None


def _answered(visit: Visit, match: Match, word: str, spoken: Spoken | None) -> Match:
    """The two keys, and each side's no."""
    session, me, now = visit.session, visit.me, visit.now
    match word, rights.side(me, match):
        case "yes", By.HELPER:
            return match_yes.accept(session, me, match.id, spoken=spoken, now=now)
        case "no", By.HELPER:
            return match_no.decline(session, me, match.id, spoken=spoken, now=now)
        case "yes", By.BENEFICIARY:
            return match_yes.choose(session, me, match.id, spoken=spoken, now=now)
        case "no", By.BENEFICIARY:
            return match_no.refuse(session, me, match.id, spoken=spoken, now=now)
    raise Malformed
