"""What one may do on the page of a match: exactly what is open to its reader as it stands, each in its own form."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from core.models import Match, Need
from matching.states import at_night, deadlines
from matching.words.vocabulary import By, MatchStatus, Move, Urgency
from notifications.messages import quiet
from services.access import rights
from services.afterwards import contact, messages
from services.consequences import match_times
from services.home.own_matches import ToldMatch
from web.links import match_changes
from web.links.shapes import Page
from web.parts.fields import Button, Field, Form
from web.reader import Reader

MESSAGES = 6
"""So many messages stand on the page, the last ones."""

Errors = Mapping[str, str]


def of(reader: Reader, told: ToldMatch, errors: Errors) -> list[Form]:
    """The forms of a match, what is asked of its reader first."""
    allowed = set(told.view.allowed)
    over = _its_time_is_over(reader, told)
    makers = [
        answer,
        *([_report] if over else []),
        _contact,
        _messages,
        _change,
        *([] if over else [_report]),
        _cancel,
        _not_at_night,
    ]
    found = [form for make in makers for form in make(reader, told, allowed, errors)]
    return sorted(found, key=lambda form: form.wrong is None)


def without(page: Page, do: str, then: str = "") -> Page:
    """The page once what this button shows stands on it; the form of `then`, if it is there, comes first."""
    forms = [form for form in page.forms if do not in (button.do for button in form.buttons)]
    forms.sort(key=lambda form: then not in (button.do for button in form.buttons))
    return replace(page, form=forms[0] if forms else None, more=tuple(forms[1:]))


def _its_time_is_over(reader: Reader, told: ToldMatch) -> bool:
    """Then how it went is asked before anything else."""
    match = told.view.match
    if match.confirmed_at is None:
        return False
    its_time = match_times.of(match).stretch
    over = its_time.end if its_time else match.confirmed_at + deadlines.REPORT_WITHOUT_AGREED
    return over <= reader.now or bool(told.view.spoke)


TICKS = {"yes": "asked_yes", "no": "asked_yes", "helped": "asked_report", "not_helped": "asked_report"}
TICKS |= {"partly": "asked_partly", "cancel": "asked_cancel", "concern_yes": "asked_concern"}
TICKS |= dict.fromkeys(("change", *match_changes.ANSWERS), "asked_change")
"""By button: what whoever speaks for somebody ticks with it, for it is that person's word."""


def spoken_for(reader: Reader, match: Match) -> UUID | None:
    """For whom the reader speaks in this match; None: for themself."""
    mine = rights.side(reader.me, match) is By.HELPER
    whose = match.helper_person_id if mine else match.beneficiary_id
    return whose if whose != reader.me.person_id else None


def _tick(reader: Reader, match: Match, name: str, errors: Errors) -> tuple[Field, ...]:
    if spoken_for(reader, match) is None:
        return ()
    return (Field(name, reader.say("page.match.they_told_me"), "checkbox", error=errors.get(name, "")),)


def concern(reader: Reader, match: Match, errors: Errors) -> Page:
    """What a concern does, before anybody raises one."""
    note = Field("note", reader.say("page.match.what_happened"), "long", needed=False)
    end = Button("concern_yes", reader.say("page.match.concern_yes"))
    return Page(
        reader.say("page.match.concern"),
        (reader.say("page.match.concern_means"),),
        form=Form((end,), (note, *_tick(reader, match, "asked_concern", errors))),
        status=422 if errors else 200,
    )


def answer(reader: Reader, told: ToldMatch, allowed: set[str], errors: Errors) -> Iterator[Form]:
    """Yes or no; where one has said yes and the other not yet, the way back."""
    helping = told.view.side is By.HELPER
    yes = Move.ACCEPT if helping else Move.CHOOSE if Move.CHOOSE in allowed else Move.CONFIRM
    no = {Move.DECLINE, Move.TAKE_BACK} if helping else {Move.REFUSE, Move.TAKE_BACK}
    texts = (
        ("page.answer.yes", "page.answer.no") if helping else ("page.answer.welcome", "page.answer.not_them")
    )
    buttons = [Button("yes", reader.say(texts[0]))] if yes in allowed else []
    if not no.isdisjoint(allowed):
        back = not buttons and Move.TAKE_BACK in allowed
        text = "page.answer.take_back" if back else texts[1]
        buttons.append(Button("no", reader.say(text), quiet=True))
    if buttons:
        yield Form(tuple(buttons), _tick(reader, told.view.match, "asked_yes", errors))


def _report(reader: Reader, told: ToldMatch, allowed: set[str], errors: Errors) -> Iterator[Form]:
    """How it went, of whoever has not said it; once its time has come this is asked before anything else."""
    if not _may_report(told, allowed):
        return
    if told.view.match.status is not MatchStatus.CONFIRMED:
        button = Button("not_helped", reader.say("page.match.not_helped"), quiet=True)
        yield Form((button,), _tick(reader, told.view.match, "asked_report", errors))
        return
    thanks = Field("thanks", reader.say("page.match.thanks"), needed=False)
    early = not _its_time_is_over(reader, told)
    buttons = (
        Button("helped", reader.say("page.match.helped"), quiet=early),
        Button("not_helped", reader.say("page.match.not_helped"), quiet=True),
    )
    tick = _tick(reader, told.view.match, "asked_report", errors)
    yield Form(buttons, (thanks, *tick), reader.say("notification.how_did_it_go.title"))
    if told.view.match.quantity > 1:  # a form of its own, for Enter presses the first button of one
        much = Field(
            "quantity", reader.say("page.match.how_much"), "number", error=errors.get("quantity", "")
        )
        fields = (much, *_tick(reader, told.view.match, "asked_partly", errors))
        yield Form((Button("partly", reader.say("page.match.partly"), quiet=True),), fields)


def _may_report(told: ToldMatch, allowed: set[str]) -> bool:
    if allowed.isdisjoint({Move.REPORT, Move.CONTEST}):
        return False
    return told.view.match.status is not MatchStatus.CONFIRMED or told.view.side not in told.view.spoke


def _contact(reader: Reader, told: ToldMatch, _allowed: set[str], _errors: Errors) -> Iterator[Form]:
    """On a press, for the other sees that one looked."""
    match = told.view.match
    need = reader.session.get_one(Need, match.need_id)
    if contact.is_open(reader.session, need, match, reader.now):
        yield Form((Button("show", reader.say("page.agreed.show")),))


def _messages(reader: Reader, told: ToldMatch, allowed: set[str], errors: Errors) -> Iterator[Form]:
    """Reading on a press, for what was read counts as read; writing while the two may."""
    match = told.view.match
    last = messages.last_one(reader.session, match.id)
    if told.need is None and not allowed:
        return
    if last is not None:
        many = told.view.unread
        label = reader.say("page.match.unread", count=many) if many else reader.say("page.match.read")
        yield Form((Button("read", label, quiet=not many),))
    if messages.are_open(match, reader.now) and not reader.session.get_one(Need, match.need_id).hidden:
        text = Field("text", reader.say("page.match.write"), "long", error=errors.get("text", ""))
        hidden = Field("last", kind="hidden", value=str(last or ""))
        yield Form((Button("send", reader.say("page.match.send"), quiet=True),), (text, hidden))


def _change(reader: Reader, told: ToldMatch, _allowed: set[str], errors: Errors) -> Iterator[Form]:
    """How much and when, while both rely on it."""
    yield from match_changes.forms(
        reader, told, _tick(reader, told.view.match, "asked_change", errors), errors
    )


def _cancel(reader: Reader, told: ToldMatch, allowed: set[str], errors: Errors) -> Iterator[Form]:
    """Calling it off; whoever helps says why, whoever asked owes no reason."""
    if Move.CANCEL not in allowed:
        return
    helping = rights.side(reader.me, told.view.match) is By.HELPER
    why = Field("reason", reader.say("page.agreed.why"), error=errors.get("reason", ""), needed=helping)
    buttons = (
        Button("cancel", reader.say("page.agreed.call_off"), quiet=True),
        Button("concern", reader.say("page.match.concern"), quiet=True),
    )
    tick = _tick(reader, told.view.match, "asked_cancel", errors)
    yield Form(buttons, (why, *tick) if helping else tick)


def _not_at_night(reader: Reader, told: ToldMatch, _allowed: set[str], _errors: Errors) -> Iterator[Form]:
    """While it may ring at any hour: one press ends that, and nothing else."""
    match = told.view.match
    need = reader.session.get_one(Need, match.need_id)
    urgent = match.urgent_at_yes if told.view.side is By.HELPER else need.urgency is Urgency.URGENT
    fresh = reader.now - need.posted_at <= at_night.FROM_POSTING
    undecided = match.status in (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)
    if urgent and fresh and undecided and quiet.is_on(reader.session, reader.me.person_id, quiet.AT_NIGHT):
        press = Button("night", reader.say("page.not_at_night.press"), quiet=True)
        yield Form((press,), asks=reader.say("page.match.at_any_hour"))
