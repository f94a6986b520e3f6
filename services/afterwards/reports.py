"""How it went: what the two say, what their words amount to, and what silence does.

The table of what two reports mean is `matching.states.lifecycle.settle`; here it is written down.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.crypto.keyring import keyring
from core.database import locks
from core.errors import Conflict, Invalid, NotFound
from core.events import EventKind, record_on
from core.events.match_payloads import MatchReported
from core.models import Match, MatchReport, Need, Person
from core.models.representation import Covers
from core.models.values import Spoken
from matching.states import deadlines, lifecycle
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Move, Outcome, Role
from services import sealed
from services.access import moves as match_moves
from services.access import rights
from services.access.voices import Voice
from services.afterwards import asked_back, concerns, contact
from services.afterwards.concerns import Apart
from services.consequences import coverage, endings, moving
from services.judging import ledger, own_matter
from services.judging.ledger import Matter


@dataclass(frozen=True, slots=True)
class Said:
    """One side's report, as it came in."""

    outcome: Outcome
    hours: float | None = None
    quantity: int | None = None
    thanks: str | None = None
    note: str | None = None
    concern: bool = False
    spoken: Spoken | None = None


def report(session: Session, caller: Caller, match_id: UUID, said: Said, *, now: datetime) -> Match:
    """Takes a report and settles what can be settled. Repeating it answers with the match as it is."""
    seen = rights.match_or_stub(session, caller, match_id)
    side = rights.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    voice = rights.voice(caller, seen, side, said.spoken, Covers.REPORT, now=now)
    two = concerns.apart(session, caller, seen, side) if said.concern else None
    need, match = _locked(session, seen, two)
    earlier = session.get(MatchReport, (match.id, side))
    said_so = earlier is not None and earlier.outcome is said.outcome and earlier.concern >= said.concern
    if lifecycle.is_repeat(match.status, Move.REPORT, side, said_so=said_so):
        return match
    if match.completed_by is CompletedBy.SILENCE and match.status is MatchStatus.COMPLETED:
        return _contest(session, caller, need, match, side=side, said=said, now=now)
    if match.status is not MatchStatus.CONFIRMED:
        raise Conflict("not_possible", current=match.status, allowed=match_moves.moves(match, side))
    _check(match, said)
    _write(session, caller, match, side, said, now)
    _record(session, caller, match, side, said, voice=voice, now=now)
    if two is not None:
        _end_at_a_concern(session, need, match, side, two, now)
        return match
    moving.move_match(match, Move.REPORT, side)
    match.due_at = now + deadlines.SILENCE
    settle(session, need, match, by=side, now=now, actor=caller.person_id)
    return match


def _locked(session: Session, seen: Match, two: Apart | None) -> tuple[Need, Match]:
    """Need and match under their locks; where the two are to be kept apart, under those of all they have together."""
    if two is None:
        return locks.take_match(session, seen)
    own = locks.Touched(frozenset([seen.need_id]), frozenset([seen.helper_id]))
    locks.take_all(session, lambda: own | concerns.touched(session, two))
    session.refresh(seen)
    return session.get_one(Need, seen.need_id), seen


def _record(
    session: Session, caller: Caller, match: Match, side: By, said: Said, *, voice: Voice, now: datetime
) -> None:
    """Records that this side has reported, with the note that only coordinators read."""
    event = record_on(
        session,
        EventKind.MATCH_REPORTED,
        match,
        MatchReported(side, said.outcome, said.concern),
        actor=voice.by,
        for_id=voice.person_id,
        now=now,
    )
    if said.note:
        notes.write(
            session, caller, said.note, about=caller.person_id, subject_id=match.id, event_id=event, now=now
        )


def _end_at_a_concern(
    session: Session, need: Need, match: Match, side: By, two: Apart, now: datetime
) -> None:
    """A concern ends the match at once; whoever it is about hears only that it ended."""
    endings.end(session, match, Move.END, by=By.SYSTEM, actor=two.raised_by, now=now, code=WhyEnded.ENDED)
    concerns.raise_one(session, match, side, two, now=now)
    coverage.settle(session, need, now=now, actor=None)
    endings.ask_again(need, now)


def _check(match: Match, said: Said) -> None:
    """Raises Invalid where "partly" comes without how much, or with more than was agreed."""
    if said.outcome is Outcome.PARTLY and said.quantity is None:
        raise Invalid("/quantity", "quantity_needed")
    if said.outcome is Outcome.PARTLY and said.quantity is not None and said.quantity > match.quantity:
        raise Invalid("/quantity", "more_than_agreed", most=match.quantity)


def _write(session: Session, caller: Caller, match: Match, side: By, said: Said, now: datetime) -> None:
    ring, me = keyring(session), caller.person_id
    session.merge(
        MatchReport(
            match_id=match.id,
            side=side,
            author_id=me,
            outcome=said.outcome,
            at=now,
            hours=said.hours,
            quantity=said.quantity,
            concern=said.concern,
            thanks=ring.seal(me, sealed.report_cell(match.id, side, "thanks"), said.thanks),
            note=ring.seal(me, sealed.report_cell(match.id, side, "note"), said.note),
        )
    )
    session.flush()


def opened_thanks(session: Session, match_id: UUID, side: By, author_id: UUID, stored: bytes) -> str | None:
    """What that side wrote to say thank you; None where its writer was erased."""
    return keyring(session).open(author_id, sealed.report_cell(match_id, side, "thanks"), stored)


def settle(session: Session, need: Need, match: Match, *, by: By, now: datetime, actor: UUID | None) -> bool:
    """Ends the match as its reports amount to, if they do; returns whether they did. Call under the locks.

    `by`: the side that has just reported, or the clock: then the other's silence is an answer, where it counts.
    """
    helper, beneficiary = contact.reported(session, match.id)
    represented = session.get_one(Person, match.beneficiary_id).represented
    silence = by is By.CLOCK and asked_back.silence_counts(session, match, now=now)
    outcome = lifecycle.settle(helper, beneficiary, silence=silence, represented=represented)
    if outcome is None:
        return False
    move = Move.SETTLE if by is By.CLOCK else Move.REPORT
    endings.end(session, match, move, by=by, to=outcome.status, actor=actor, now=now, code=outcome.by)
    if outcome.status is MatchStatus.COMPLETED:
        match.completed_by = outcome.by
        match.completed_quantity = _quantity_done(session, match)
    coverage.settle(session, need, now=now, actor=actor)
    return True


def _quantity_done(session: Session, match: Match) -> int:
    """What was done, by the word that counts: the beneficiary's where there is one."""
    rows = session.scalars(select(MatchReport).where(col(MatchReport.match_id) == match.id))
    by_side = {row.side: row for row in rows}
    word = by_side.get(By.BENEFICIARY) or by_side.get(By.HELPER)
    if word is None or word.outcome is not Outcome.PARTLY or word.quantity is None:
        return match.quantity
    return word.quantity


def _contest(
    session: Session, caller: Caller, need: Need, match: Match, *, side: By, said: Said, now: datetime
) -> Match:
    """Turns what only silence had completed into a dispute, where the beneficiary says in time that nobody helped.

    Raises Conflict for anybody and anything else.
    """
    late = match.ended_at is None or now - match.ended_at > deadlines.CONTESTED_WITHIN
    if side is not By.BENEFICIARY or said.outcome is not Outcome.NOT_HELPED or late:
        raise Conflict("not_possible", current=match.status, allowed=match_moves.moves(match, side))
    _write(session, caller, match, side, said, now)
    endings.end(session, match, Move.CONTEST, by=side, actor=caller.person_id, now=now)
    match.completed_by = match.completed_quantity = None
    coverage.settle(session, need, now=now, actor=None)
    return match


def resolve(
    session: Session,
    caller: Caller,
    community_id: UUID,
    match_id: UUID,
    *,
    status: MatchStatus,
    reason: str,
    now: datetime,
) -> Match:
    """A coordinator who is no party, nor near to one, decides a dispute, with a reason that both can read."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    seen = rights.match(session, caller, match_id)
    if seen.community_id != community_id:
        raise NotFound
    own_matter.ensure_no_part(session, caller, [seen.beneficiary_id, seen.helper_person_id])
    need, match = locks.take_match(session, seen)
    if lifecycle.is_repeat(match.status, Move.RESOLVE, By.COORDINATOR, said_so=match.status is status):
        return match
    match_moves.possible(match, Move.RESOLVE, By.COORDINATOR, to=status)
    event = _decided(session, need, match, Move.RESOLVE, status, actor=caller.person_id, now=now)
    ruling = Ruling(status)
    ledger.write(session, caller, _matter(match, ruling), ruling, reason=reason, event=event, now=now)
    return match


def overturn(session: Session, match_id: UUID, *, actor: UUID | None, now: datetime) -> None:
    """How a dispute was decided is turned round, with all that follows for the need. `actor` None: the operator."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    other = MatchStatus.FAILED if match.status is MatchStatus.COMPLETED else MatchStatus.COMPLETED
    _decided(session, need, match, Move.OVERTURN, other, actor=actor, now=now)


def _decided(
    session: Session,
    need: Need,
    match: Match,
    move: Move,
    to: MatchStatus,
    *,
    actor: UUID | None,
    now: datetime,
) -> int:
    """Ends a match as a human decided, and brings its need to where that puts it; returns the event's number."""
    by, code = By.COORDINATOR, WhyEnded.RESOLVED
    event = endings.end(session, match, move, by=by, to=to, actor=actor, now=now, code=code)
    match.completed_by = match.completed_quantity = None
    if match.status is MatchStatus.COMPLETED:
        match.completed_by, match.completed_quantity = CompletedBy.PERSON, _quantity_done(session, match)
    coverage.settle(session, need, now=now, actor=actor)
    return event


def _matter(match: Match, ruling: Ruling) -> Matter:
    """A dispute: it concerns both, and goes against who said otherwise."""
    two = (match.beneficiary_id, match.helper_person_id)
    against = two[0] if ruling is Ruling.COMPLETED else two[1]
    return Matter(Ruled.MATCH, match.id, match.community_id, two, against)
