"""What one may do on the page of a match, each by the service that an app would use: allowed, refused, told alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from core.errors import Conflict, Invalid, Malformed
from core.models import Match
from core.models.representation import ConsentHow
from core.models.values import Spoken
from doors import writes
from matching.words.vocabulary import By, MatchStatus, Outcome
from notifications import inbox
from notifications.messages.quiet import AT_NIGHT
from services.access import rights
from services.afterwards import messages, reports
from services.afterwards.reports import Said
from services.matches import no as match_no
from services.matches import yes as match_yes
from web.links import match_changes, match_forms
from web.parts import typed
from web.reader import Reader

REPORTS = {"helped": Outcome.HELPED, "partly": Outcome.PARTLY, "not_helped": Outcome.NOT_HELPED}
CHANGES = ("change", *match_changes.ANSWERS)
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """What has become of it, and the sentence that tells so (a key; none where the page itself tells)."""

    match: Match
    said: str | None = None


class LookAgain(Invalid):
    """Something is missing on the page, or wrong with what was typed there, by the name of its field."""

    @classmethod
    def of(cls, refused: Invalid, field: str) -> Self:
        """What a service refused, at the field of the page that it came from."""
        [error] = refused.extra["errors"]
        params = {name: value for name, value in error.items() if name not in ("pointer", "code")}
        return cls(f"/{field}", error["code"], **params)


def act(reader: Reader, match: Match, do: str, fields: Typed) -> Done:
    """Does one thing. Whoever speaks for one of the two says with each word of theirs that they asked them.

    Raises LookAgain, Malformed for what is no act, Stale where the other side's wish is another by now, and as the
    services do.
    """
    spoken = _spoken(reader, match, do, fields)
    match do:
        case "send":
            return _send(reader, match, fields)
        case "cancel":
            return _cancel(reader, match, fields, spoken)
        case "helped" | "partly" | "not_helped":
            return _report(reader, match, REPORTS[do], fields, spoken)
        case "concern_yes":
            note = fields.get("note") or None
            said = Said(Outcome.NOT_HELPED, note=note, concern=True, spoken=spoken)
            return Done(_reported(reader, match, said), "web.said.looked_at")
        case "night":
            inbox.switch(reader.session, reader.me, {AT_NIGHT: False})
            return Done(match, "web.said.not_at_night")
        case "change" | "agree_change" | "keep_as_it_is":
            return _change(reader, match, do, fields, spoken)
    return Done(_answered(reader, match, do, spoken))


def count(reader: Reader, match: Match, do: str) -> None:
    """Counts what newcomers of one network share, as an app's call does: before anything is locked."""
    if do == "yes" and rights.side(reader.me, match) is By.HELPER:
        writes.count_of_network(reader.session, writes.YES_ES, reader.now)
    if do == "send":
        writes.count_of_network(reader.session, writes.MESSAGES, reader.now)


def _spoken(reader: Reader, match: Match, do: str, fields: Typed) -> Spoken | None:
    """How the word of whom they speak for was given. Raises LookAgain where it is not said that they were asked."""
    tick = match_forms.TICKS.get(do) if match_forms.spoken_for(reader, match) else None
    if tick is None:
        return None
    if not fields.get(tick):
        raise LookAgain(f"/{tick}", "spoken_needed")
    return Spoken(ConsentHow.PHONE, reader.now)


def _change(reader: Reader, match: Match, do: str, fields: Typed, spoken: Spoken | None) -> Done:
    try:
        changed = match_changes.act(reader, match, do, fields, spoken)
    except Invalid as refused:
        raise LookAgain.of(refused, match_changes.field_of(refused)) from refused
    return Done(changed, match_changes.done(changed, do))


def _send(reader: Reader, match: Match, fields: Typed) -> Done:
    """Relays a message; the same page sent again, as browsers do, is one message."""
    text = fields.get("text", "")
    if not text:
        raise LookAgain("/text", "missing")
    if not _sent_before(reader, match, text, fields.get("last", "")):
        messages.send(reader.session, reader.me, match.id, text, now=reader.now)
    return Done(match, "web.said.message_sent")


def _sent_before(reader: Reader, match: Match, text: str, last: str) -> bool:
    """Whether this was written already after the message that was the last one when the page was drawn."""
    rows = messages.latest(reader.session, reader.me, match.id, limit=match_forms.MESSAGES)
    return any(
        words == text and row.author_id == reader.me.person_id and str(row.id) > last for row, words in rows
    )


def _cancel(reader: Reader, match: Match, fields: Typed, spoken: Spoken | None) -> Done:
    reason = fields.get("reason") or None
    try:
        ended = match_no.cancel(
            reader.session, reader.me, match.id, reason=reason, spoken=spoken, now=reader.now
        )
    except Conflict as refused:
        if refused.code != "reason_needed":
            raise
        raise LookAgain("/reason", "reason_needed") from refused
    return Done(ended, "web.said.called_off")


def _report(reader: Reader, match: Match, outcome: Outcome, fields: Typed, spoken: Spoken | None) -> Done:
    much = fields.get("quantity", "") if outcome is Outcome.PARTLY else ""
    try:
        quantity = typed.number(much, "/quantity", least=1, most=match_changes.MOST) if much else None
        said = Said(outcome, quantity=quantity, thanks=fields.get("thanks") or None, spoken=spoken)
        reported = _reported(reader, match, said)
    except Invalid as refused:
        raise LookAgain.of(refused, "quantity") from refused
    asked = reported.status is MatchStatus.CONFIRMED
    return Done(reported, "web.said.they_are_asked" if asked else "web.said.thanks")


def _reported(reader: Reader, match: Match, said: Said) -> Match:
    return reports.report(reader.session, reader.me, match.id, said, now=reader.now)


def _answered(reader: Reader, match: Match, word: str, spoken: Spoken | None) -> Match:
    """The two keys, and each side's no."""
    session, me, now = reader.session, reader.me, reader.now
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
