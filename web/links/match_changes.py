"""Changing what was agreed, on the page of a match: how much, when, and the other side's wish answered."""

from collections.abc import Iterator, Mapping

from core.edits import UNSET
from core.errors import Invalid
from core.models import Match
from core.models.values import Spoken
from services.consequences import match_times
from services.home.own_matches import ToldMatch
from services.matches import changing
from services.matches.changing import MatchChanges
from web.parts import stretches, typed
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact
from web.reader import Reader

ANSWERS = ("agree_change", "keep_as_it_is")
"""The words by which a wish is answered, one's own taken back."""
NEVER = -1
"""A version that no match ever has."""
MOST = 1_000_000
"""Nothing is asked for in larger numbers."""
_FIELDS = {"/quantity": "amount", "/window": "day"}


def forms(
    reader: Reader, told: ToldMatch, tick: tuple[Field, ...], errors: Mapping[str, str]
) -> Iterator[Form]:
    """An answer to a wish that stands; where none does, how much and when may be named anew."""
    allowed, match = told.view.allowed, told.view.match
    read = Field("version", kind="hidden", value=str(match.version))
    buttons = [
        Button(do, reader.say(f"page.match.{do}"), quiet=do != "agree_change")
        for do in ANSWERS
        if do in allowed
    ]
    if buttons:
        yield Form(tuple(buttons), (read, *tick), reader.say("notification.change_wished.title"))
    elif "edit" in allowed:
        times = stretches.fields(reader, reader.say("page.match.day"), errors)
        label, now = reader.say("page.match.quantity"), str(match.quantity)
        much = Field("amount", label, "number", now, errors.get("amount", ""), needed=False)
        fields = (much, *times) if match.quantity > 1 else times
        button = Button("change", reader.say("page.match.change"), quiet=True)
        yield Form((button,), (read, *fields, *tick), reader.say("page.match.change_what"))


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
    read = fields.get("version", "")
    version = int(read) if read.isdecimal() else NEVER
    if do == "agree_change":
        return changing.agree(session, me, match.id, version=version, spoken=spoken, now=now)
    amount = fields.get("amount", "")
    quantity = typed.number(amount, "/quantity", least=1, most=MOST) if amount else UNSET
    window = stretches.read(reader, fields)
    changes = MatchChanges(quantity=quantity, window=UNSET if window is None else window)
    return changing.change(session, me, match.id, changes, version=version, spoken=spoken, now=now)


def done(match: Match, do: str) -> str:
    """What has just become of it: it waits for the other side, stays as it was, or holds."""
    if match.change_quantity is not None or match_times.wished(match) is not None:
        return "web.said.change_waits"
    return "web.said.change_kept" if do == "keep_as_it_is" else "web.said.changed"


def field_of(refused: Invalid) -> str:
    """At which field of the page something is wrong."""
    [error] = refused.extra["errors"]
    return _FIELDS.get(error["pointer"], str(error["pointer"]).removeprefix("/"))
