"""Changing what was agreed, on the page of a match: how much, when, and the other side's wish answered."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.edits import UNSET, Unset
from core.errors import Invalid
from core.models import Match
from core.models.values import Spoken
from matching.words.values import Window
from services.consequences import match_times
from services.home.own_matches import ToldMatch
from services.matches import changing
from services.matches.changing import MatchChanges
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact
from web.reader import Reader

ANSWERS = ("agree_change", "keep_as_it_is")
"""The words by which a wish is answered, one's own taken back."""
NEVER = -1
"""A version that no match ever has."""
_FIELDS = {"/quantity": "amount", "/window": "from"}


def forms(
    reader: Reader, told: ToldMatch, tick: tuple[Field, ...], errors: Mapping[str, str]
) -> Iterator[Form]:
    """An answer to a wish that stands; where none does, how much and when may be named anew."""
    allowed, match = told.view.allowed, told.view.match
    buttons = [
        Button(do, reader.say(f"page.match.{do}"), quiet=do != "agree_change")
        for do in ANSWERS
        if do in allowed
    ]
    if buttons:
        read = Field("version", kind="hidden", value=str(match.version))
        yield Form(tuple(buttons), (read, *tick), reader.say("notification.change_wished.title"))
    elif "edit" in allowed:
        times = [
            Field(name, reader.say(f"page.match.{name}"), "moment", error=errors.get(name, ""), needed=False)
            for name in ("from", "to")
        ]
        label, now = reader.say("page.match.quantity"), str(match.quantity)
        much = Field("amount", label, "number", now, errors.get("amount", ""), needed=False)
        fields = [much, *times] if match.quantity > 1 else times
        button = Button("change", reader.say("page.match.change"), quiet=True)
        yield Form((button,), (*fields, *tick), reader.say("page.match.change_what"))


def wish(reader: Reader, match: Match) -> Iterator[Fact]:
    """What one side wishes instead of what was agreed."""
    label = reader.say("page.match.wished")
    if match.change_quantity is not None:
        yield Fact(label, str(match.change_quantity))
    window = match_times.wished(match)
    if window is not None:
        yield Fact(label, f"{reader.when(window.start)} – {reader.when(window.end)}")


def act(reader: Reader, match: Match, do: str, fields: Mapping[str, str], spoken: Spoken | None) -> Match:
    """Answers a wish as it stood on the page, or names another quantity or time. Raises as the service does."""
    session, me, now = reader.session, reader.me, reader.now
    if do == "keep_as_it_is":
        return changing.keep(session, me, match.id, spoken=spoken, now=now)
    if do == "agree_change":
        read = fields.get("version", "")
        version = int(read) if read.isdecimal() else NEVER
        return changing.agree(session, me, match.id, version=version, spoken=spoken, now=now)
    amount = fields.get("amount", "")
    changes = MatchChanges(
        quantity=int(amount) if amount.isdecimal() else UNSET, window=_window(reader, fields)
    )
    return changing.change(session, me, match.id, changes, version=match.version, spoken=spoken, now=now)


def done(match: Match, do: str) -> str:
    """What has just become of it: it waits for the other side, stays as it was, or holds."""
    if match.change_quantity is not None or match_times.wished(match) is not None:
        return "web.said.change_waits"
    return "web.said.change_kept" if do == "keep_as_it_is" else "web.said.changed"


def said_of(reader: Reader, refused: Invalid) -> dict[str, str]:
    """What was wrong, by field of the page."""
    [error] = refused.extra["errors"]
    return {_FIELDS.get(error["pointer"], "from"): reader.say(f"field.{error['code']}", **error)}


def _window(reader: Reader, fields: Mapping[str, str]) -> Window | Unset:
    """The time that was typed, where the reader is; nothing where nothing was. Raises Invalid for half of one."""
    start, end = fields.get("from", ""), fields.get("to", "")
    if not start and not end:
        return UNSET
    zone = ZoneInfo(reader.time_zone)
    try:
        first, last = (
            datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) for text in (start, end)
        )
    except ValueError as error:
        raise Invalid("/window", "not_a_time") from error
    if last <= first:
        raise Invalid("/window", "ends_before_it_starts")
    return Window(first, last)
