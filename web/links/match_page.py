"""The page of one match as one of its two sees it: how it stands, what and when, and the forms that are open to them.

It is drawn behind a link, and at the match's own address.
"""

from dataclasses import replace

from core.errors import NotFound
from core.models import Match, Need
from matching.words.vocabulary import By
from services.access import rights
from services.afterwards import messages
from services.afterwards.contact import Contact
from services.home.own_matches import ToldMatch
from services.matches import views as match_views
from services.needs import views as need_views
from web.links import cautions, circle, match_facts, match_forms
from web.links.shapes import Page
from web.reader import Reader


def of(reader: Reader, told: ToldMatch, *said: str, **errors: str) -> Page:
    """How it stands. `said`: what has just been done; `errors`: by field, what was wrong with what was sent."""
    forms = match_forms.of(reader, told, errors)
    return Page(
        match_facts.title(reader, told),
        (*said, *match_facts.lines(reader, told)),
        match_facts.facts(reader, told),
        match_facts.words(told),
        match_facts.cautions_of_need(reader, told),
        form=forms[0] if forms else None,
        more=tuple(forms[1:]),
        lang=told.need.need.language if told.need is not None else None,
        status=422 if errors else 200,
    )


def told_of(reader: Reader, match: Match) -> ToldMatch:
    """The match with what its reader may see of the need; nothing of it where it is not there for them any more.

    Who asks is named to a helper with the contact, on a press: mail programs open links, too. To themself they are not.
    """
    view = match_views.view(reader.session, reader.me, match, now=reader.now)
    try:
        need = rights.need(reader.session, reader.me, match.need_id)
    except NotFound:
        return ToldMatch(view, None)
    seen = need_views.view(reader.session, reader.me, need, now=reader.now)
    named = need.show_name and view.side is By.HELPER
    return ToldMatch(view, seen if named else replace(seen, display_name=None))


def behind_link(reader: Reader, match: Match, page: Page) -> Page:
    """With the circle and the emergency lines below it, which pages with an address have around them."""
    cell = reader.session.get_one(Need, match.need_id).cell
    return replace(page, below=tuple(circle.facts(reader, match.community_id, cell)))


def with_contact(reader: Reader, told: ToldMatch, found: Contact) -> Page:
    """With what the other shares, above all else."""
    said = [] if found.phone or found.email else [reader.say("page.match.no_way_shared")]
    page = match_forms.without(of(reader, told, *said), "show")
    shown = tuple(match_facts.contact(reader, found))
    facts = (*shown, *(fact for fact in page.facts if fact not in shown))
    note = match_facts.note(found.private_note)
    if note is None:
        return replace(page, facts=facts)
    return replace(page, facts=facts, words=note, cautions=cautions.of(reader, [found.private_note]))


def with_messages(reader: Reader, told: ToldMatch, *said: str, **errors: str) -> Page:
    """With what the two wrote, in place of what was asked; it counts as read, everywhere."""
    page = match_forms.without(of(reader, told, *said, **errors), "read", then="send")
    talked = with_talk(reader, told, page)
    return replace(talked, words=None, cautions=talked.cautions[len(page.cautions) :])


def with_talk(reader: Reader, told: ToldMatch, page: Page) -> Page:
    """The page with what the two wrote on it; it counts as read, everywhere."""
    match = told.view.match
    rows = messages.latest(reader.session, reader.me, match.id, limit=match_forms.MESSAGES)
    if rows:
        messages.see(reader.session, reader.me, match.id, rows[-1][0].id, now=reader.now)
    talk = match_facts.talk(reader, told, rows)
    theirs = [said.words for said in talk if not said.mine]
    return replace(page, talk=talk, cautions=(*page.cautions, *cautions.of(reader, theirs)))
