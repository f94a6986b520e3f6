"""The page of one match behind a link, for one of its two: whatever is open to them in it.

Looking changes nothing. Contact and messages are shown on a press: the first is recorded, the others count as read.
"""

from core.errors import Stale
from core.models import Link, Match
from matching.words.vocabulary import By
from services.access import rights
from services.afterwards import contact
from web.links import match_acts, match_forms, match_page
from web.links.match_acts import Done, LookAgain
from web.links.shapes import Page
from web.links.visit import Visit


def show(visit: Visit) -> Page:
    return _page(visit, _match(visit))


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Does one thing and shows how it stands then; the link stays, for there will be another thing to do."""
    do = fields.get("do", "")
    match_acts.count(visit, _match(visit), do)
    # Of two presses at once the second sees what the first did.
    visit.session.get_one(Link, visit.link.id, with_for_update=True)
    match = _match(visit)
    match do:
        case "show":
            found = contact.read(visit.session, visit.me, match.id, now=visit.now)
            shown = match_page.with_contact(visit, match_page.told_of(visit, match), found)
            return match_page.behind_link(visit, match, shown)
        case "read":
            return _talk(visit, match)
        case "concern":
            return match_forms.concern(visit, match, {})
    try:
        done = match_acts.act(visit, match, do, fields)
    except LookAgain as found_wrong:
        return _again(visit, match, do, found_wrong)
    except Stale:  # the other side wishes something else by now: it is read before it is agreed to
        return _page(visit, rights.match(visit.session, visit.me, match.id))
    return _after(visit, done, do)


def _page(visit: Visit, match: Match, *said: str, **errors: str) -> Page:
    page = match_page.of(visit, match_page.told_of(visit, match), *said, **errors)
    return match_page.behind_link(visit, match, page)


def _talk(visit: Visit, match: Match, *said: str, **errors: str) -> Page:
    """With what the two wrote, which counts as read."""
    page = match_page.with_messages(visit, match_page.told_of(visit, match), *said, **errors)
    return match_page.behind_link(visit, match, page)


def _match(visit: Visit) -> Match:
    """One's own; also called off because the two do not meet any more: then that it is off, and for when it was."""
    match = rights.match_or_stub(visit.session, visit.me, visit.link.subject_id)
    rights.require_side(visit.me, match, By.HELPER, By.BENEFICIARY)
    return match


def _again(visit: Visit, match: Match, do: str, found_wrong: LookAgain) -> Page:
    [error] = found_wrong.extra["errors"]
    errors = {error["pointer"].removeprefix("/"): visit.say(f"field.{error['code']}", **error)}
    if do == "concern_yes":
        return match_forms.concern(visit, match, errors)
    if do == "send":
        return _talk(visit, match, **errors)
    return _page(visit, match, **errors)


def _after(visit: Visit, done: Done, do: str) -> Page:
    said = (visit.say(done.said),) if done.said is not None else ()
    shows = _talk if do == "send" else _page
    return shows(visit, done.match, *said)
