"""What stands on the page of a match: as much of it as its reader may know, by the same decisions as everywhere."""

from collections.abc import Iterator, Sequence

from core.models import Match, Message
from core.models.person import ContactKind
from matching.words.vocabulary import By, MatchStatus
from services.afterwards.contact import Contact
from services.consequences import match_times
from services.home.own_matches import ToldMatch
from services.matches import near
from services.matches.views import MatchView
from services.representation import standing
from texts.lists import listed
from texts.reasons import explain
from web.links import cautions, match_changes, match_forms, need_facts
from web.parts.render import clipped
from web.parts.shapes import Fact, Said
from web.reader import Reader

ROOM_FOR_DETAILS = 1_500
ROOM_FOR_A_MESSAGE = 450
"""Bytes of somebody's own words: a page of a match holds several."""

_TITLES = {
    MatchStatus.PROPOSED: ("notification.proposal.title", "page.match.asked"),
    MatchStatus.INVITED: ("notification.invitation.title", "page.match.asked"),
    MatchStatus.ACCEPTED: ("notification.refused.title", "notification.yes.title"),
    MatchStatus.CONFIRMED: ("notification.confirmed_helper.title", "notification.confirmed_helper.title"),
    MatchStatus.COMPLETED: ("notification.completed.title", "notification.completed.title"),
    MatchStatus.DISPUTED: ("notification.disputed.title", "notification.disputed.title"),
    MatchStatus.FAILED: ("notification.failed.title", "notification.failed.title"),
}
"""By how it stands: what its helper reads at the top, and the one who asked. Whatever else has ended."""

_LINES = {
    MatchStatus.PROPOSED: ("page.answer.no_is_fine", "page.match.not_answered"),
    MatchStatus.INVITED: ("page.answer.no_is_fine", "page.match.not_answered"),
    MatchStatus.ACCEPTED: ("page.answer.they_decide", "notification.yes.text"),
    MatchStatus.CONFIRMED: ("page.agreed.they_see", "page.agreed.they_see"),
    MatchStatus.DISPUTED: ("notification.disputed.text", "notification.disputed.text"),
    MatchStatus.FAILED: ("notification.failed.text", "notification.failed.text"),
}


def title(reader: Reader, told: ToldMatch) -> str:
    """How it stands, in a few words."""
    said = _of_how_it_went(told.view)
    if said is not None:
        return reader.say(said[0])
    return reader.say(_side(told.view, *_TITLES.get(told.view.match.status, ("page.agreed.ended",) * 2)))


def lines(reader: Reader, told: ToldMatch) -> Iterator[str]:
    """How it stands, and what speaks for it while it is to be decided."""
    view, said = told.view, _of_how_it_went(told.view)
    if said is not None:
        yield reader.say(said[1])
    if view.match.status in _LINES:
        yield reader.say(_side(view, *_LINES[view.match.status]))
    if near.wants_another_hand(reader.session, reader.me, view.match, view.side):
        yield reader.say("problem.another_hand_needed.detail")
    opens = view.contact_opens
    if view.match.status is MatchStatus.CONFIRMED and opens is not None and opens.confirmed < opens.of:
        yield reader.say("page.match.opens", confirmed=opens.confirmed, of=opens.of)
    if view.match.confirmed_at is None and view.allowed:
        prefix = _side(view, "why", "why_other")
        for code in view.reasons:
            yield explain(code, reader.locale, prefix=prefix, time_zone=reader.time_zone)
    if view.thanks:
        yield reader.say("page.match.they_thank", words=view.thanks)


def _of_how_it_went(view: MatchView) -> tuple[str, str] | None:
    """Title and sentence once one of the two has said how it went, and the other is asked to say it, too."""
    if view.match.status is not MatchStatus.CONFIRMED or not view.spoke:
        return None
    if view.side in view.spoke:
        return "page.match.said.title", "page.match.said"
    return "notification.reported.title", "page.match.they_said"


def facts(reader: Reader, told: ToldMatch) -> tuple[Fact, ...]:
    """With whom, what, when, how much."""
    return tuple(_facts(reader, told))


def words(told: ToldMatch) -> str | None:
    """The words of the one who asked, as far as they are the reader's to see."""
    need = told.need
    texts = [text for text in (need.title, need.details) if text] if need is not None else []
    return clipped("\n".join(texts), ROOM_FOR_DETAILS) or None


def cautions_of_need(reader: Reader, told: ToldMatch) -> tuple[str, ...]:
    """What whoever helps should know of the words of the one who asked."""
    if told.need is None or told.view.side is not By.HELPER:
        return ()
    return cautions.of(reader, [told.need.title, told.need.details])


def note(private_note: str | None) -> str | None:
    return clipped(private_note, ROOM_FOR_DETAILS)


def _facts(reader: Reader, told: ToldMatch) -> Iterator[Fact]:
    view, need = told.view, told.need
    yield from _for_whom(reader, view.match)
    with_whom = (view.organisation or view.helper_name) if view.side is By.BENEFICIARY else None
    if view.other_left:
        yield Fact(reader.say("page.name"), reader.say("page.somebody_left"))
    elif with_whom:
        yield Fact(reader.say("page.name"), with_whom)
    when = agreed(reader, view.match)
    if when is not None:
        yield Fact(reader.say("page.match.agreed"), when)
    yield from match_changes.wish(reader, view.match)
    if match_times.of(view.match).between is not None and view.match.status is MatchStatus.CONFIRMED:
        yield Fact(reader.say("page.when"), reader.say("page.fix_an_hour"))
    if need is not None:
        yield from need_facts.seen(reader, need)
    if view.match.quantity > 1:
        yield Fact(reader.say("page.match.quantity"), str(view.match.quantity))


def _for_whom(reader: Reader, match: Match) -> Iterator[Fact]:
    """For whoever speaks for one of the two: for whom, and how to ask them."""
    whose = match_forms.spoken_for(reader, match)
    if whose is None:
        return
    someone = standing.get(reader.session, reader.me, whose)
    if someone.display_name:
        yield Fact(reader.say("page.match.you_speak_for"), someone.display_name)
    phone = someone.contacts.get(ContactKind.PHONE)
    if phone is not None:
        yield Fact(reader.say("page.phone"), phone, f"tel:{phone}")


def agreed(reader: Reader, match: Match) -> str | None:
    """The time that was agreed on, or between when it is, as the reader writes it; None: neither."""
    time = match_times.of(match)
    if time.agreed is not None:
        return f"{reader.when(time.agreed.start)} – {reader.when(time.agreed.end)}"
    if time.between is None:
        return None
    start, end = reader.when(time.between.start), reader.when(time.between.end)
    return reader.say("page.between", start=start, end=end)


def contact(reader: Reader, found: Contact) -> Iterator[Fact]:
    """What the other shares, each so that a phone can follow it."""
    if found.display_name:
        yield Fact(reader.say("page.name"), found.display_name)
    if found.via is not None and found.via.display_name:
        yield Fact(reader.say("page.speaks_for_them"), found.via.display_name)
    if found.people:
        yield Fact(reader.say("page.match.who_comes"), listed(found.people, reader.locale))
    if found.phone:
        yield Fact(reader.say("page.phone"), found.phone, f"tel:{found.phone}")
    if found.email:
        yield Fact(reader.say("page.email"), found.email, f"mailto:{found.email}")
    if found.place:
        yield Fact(reader.say("page.place"), *need_facts.on_map(reader, found.place))
    if found.address:
        yield Fact(reader.say("page.door"), found.address)
    if found.to:
        yield Fact(reader.say("page.to"), *need_facts.on_map(reader, found.to))


def talk(reader: Reader, told: ToldMatch, rows: Sequence[tuple[Message, str | None]]) -> tuple[Said, ...]:
    """What the two wrote, oldest first; of what a writer took with them, nothing."""
    side = told.view.side
    mine = told.view.match.helper_person_id if side is By.HELPER else told.view.match.beneficiary_id
    known = told.view.helper_name if side is By.BENEFICIARY else None
    other = known or reader.say("page.somebody_left" if told.view.other_left else "page.match.other")
    return tuple(
        Said(
            reader.say("page.match.you") if row.author_id == mine else other,
            reader.when(row.at),
            clipped(text, ROOM_FOR_A_MESSAGE) or "",
            row.author_id == mine,
        )
        for row, text in rows
        if text is not None
    )


def _side(view: MatchView, helper: str, beneficiary: str) -> str:
    return helper if view.side is By.HELPER else beneficiary
