"""The pause: two who met somebody and have nothing to do with one another reported them.

Until a human has looked, two days at most, nobody is proposed to them and no yes of theirs counts. What was agreed
stands, and what they ask for stays where coordinators see it. The rule itself is `matching.rules.related`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select, text
from sqlmodel import Session, col

from core.database import locks, parameters
from core.database.due import due
from core.database.locks import Touched
from core.events import EventKind, record_on
from core.models import Case, Match, Need, Person, Report
from matching.rules import related as rule
from matching.rules.related import Reporter
from matching.words.reporting import CaseOutcome
from matching.words.vocabulary import LIVE_MATCH, By, MatchStatus, Move, NeedStatus
from services.access import selves
from services.cases import related
from services.consequences import coverage, endings, moving
from services.facts import pauses

AT_MOST = timedelta(hours=48)
SPENT_FOR = timedelta(days=90)
"""So long a word that was there for a pause counts towards no further one."""
_UNDECIDED = LIVE_MATCH - {MatchStatus.CONFIRMED}

_MET = text("""
    SELECT EXISTS (
        SELECT FROM match m
         WHERE ((m.helper_person_id = ANY(CAST(:us AS uuid[])) AND m.beneficiary_id = ANY(CAST(:them AS uuid[])))
             OR (m.beneficiary_id = ANY(CAST(:us AS uuid[])) AND m.helper_person_id = ANY(CAST(:them AS uuid[]))))
           AND (m.confirmed_at IS NOT NULL
                OR (EXISTS (SELECT FROM message w WHERE w.match_id = m.id AND w.author_id = ANY(CAST(:us AS uuid[])))
                AND EXISTS (SELECT FROM message w WHERE w.match_id = m.id
                               AND w.author_id = ANY(CAST(:them AS uuid[]))))))
""")


def accounts(session: Session, person_id: UUID) -> list[UUID]:
    """A person, as whomever they were or are here."""
    return [person_id, *selves.former(session, person_id), *selves.later(session, person_id)]


def have_met(session: Session, some: Collection[UUID], others: Collection[UUID]) -> bool:
    """Whether any of these had a confirmed match with any of those, or they wrote to one another in one."""
    values = {"us": parameters.ids(sorted(some)), "them": parameters.ids(sorted(others))}
    return bool(session.execute(_MET, values).scalar_one())


def consider(session: Session, case: Case, *, now: datetime) -> None:
    """Pauses whom a case is about where two independent people have reported them since the last pause.

    The clock does what follows. Call under the lock of whom it is about.
    """
    if case.about_id is None or pauses.until(session, case.about_id, now=now) is not None:
        return
    reporters = _reporters(session, accounts(session, case.about_id), now)
    ties = related.ties(session, frozenset[UUID]().union(*(one.people for one in reporters)))
    if rule.independent(reporters, ties, now):
        case.paused_at, case.paused_until, case.pause_due_at = now, now + AT_MOST, now
        session.flush()


def _reporters(session: Session, about: Collection[UUID], now: datetime) -> list[Reporter]:
    """Who reported one of these in a case that is open, and not before the last pause. Whose word was there for a pause
    pauses nobody a second time for a while: two could keep somebody from helping for good, however a human judged.
    """
    cases = session.scalars(select(Case).where(col(Case.about_id).in_(about))).all()
    last = max((case.paused_at for case in cases if case.paused_at), default=None)
    still_open = [case.id for case in cases if case.closed_at is None]
    reports = session.scalars(select(Report).where(col(Report.case_id).in_([c.id for c in cases]))).all()
    before = [one for one in reports if last and last - SPENT_FOR < one.at <= last and now < last + SPENT_FOR]
    spent = {who for one in before for who in (one.by_id, one.for_id)}
    counting = [
        report
        for report in reports
        if report.case_id in still_open
        and (last is None or report.at > last)
        and spent.isdisjoint((report.by_id, report.for_id))
    ]
    people = {who for report in counting for who in (report.by_id, report.for_id)}
    since = {p.id: p.created_at for p in session.scalars(select(Person).where(col(Person.id).in_(people)))}
    return [
        Reporter(
            frozenset({report.by_id, report.for_id}),
            max(since[report.by_id], since[report.for_id]),
            report.met,
        )
        for report in counting
    ]


to_keep = due(col(Case.id), at=col(Case.pause_due_at), order=[col(Case.pause_due_at)])
"""Cases whose pause is to begin, or to end."""


def keep(session: Session, case_id: UUID, now: datetime) -> None:
    """Begins a pause: what was proposed ends, as the system's. Or ends it: helpers are asked again for their needs."""
    seen = session.get(Case, case_id)
    if seen is None or seen.about_id is None:
        return
    about = seen.about_id
    locks.take_all(session, lambda: _touched(session, about))
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    if case.pause_due_at is None or case.pause_due_at > now or case.paused_until is None:
        return
    person = session.get_one(Person, about)
    if case.paused_until > now:
        case.pause_due_at = case.paused_until
        _end_undecided(session, about, now)
        kind = EventKind.MATCHING_PAUSED
    else:
        case.pause_due_at = None
        kind = EventKind.MATCHING_RESUMED
    _ask_at(session, about, case.pause_due_at, now)
    if person.erased_at is None and not (kind is EventKind.MATCHING_RESUMED and _verdict_says_so(case)):
        record_on(session, kind, person, actor=None, now=now)


def _verdict_says_so(case: Case) -> bool:
    """Whether whom it is about reads of a verdict against them at the same time: "all goes on" is no second letter."""
    return case.outcome in (CaseOutcome.WARNED, CaseOutcome.SUSPENDED)


def _end_undecided(session: Session, person_id: UUID, now: datetime) -> None:
    """Ends what is not agreed yet, on either side; for others' needs somebody else is asked."""
    matches = session.scalars(_undecided(person_id).execution_options(populate_existing=True)).all()
    for match in matches:
        endings.end(session, match, Move.WITHDRAW, by=By.SYSTEM, actor=None, now=now)
    for need_id in sorted({match.need_id for match in matches}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=None)
        if need.author_id != person_id:
            endings.ask_again(need, now)


def _ask_at(session: Session, person_id: UUID, when: datetime | None, now: datetime) -> None:
    """Helpers are asked for this person's needs at a time; None: at once, or in their turn."""
    for need in session.scalars(_open_needs(person_id)).all():
        if need.next_wave_at is not None:
            need.next_wave_at = when or moving.next_wave(need, now)


def _touched(session: Session, person_id: UUID) -> Touched:
    matches = session.scalars(_undecided(person_id)).all()
    needs = {need.id for need in session.scalars(_open_needs(person_id))}
    return Touched(
        frozenset(needs | {match.need_id for match in matches}),
        frozenset({person_id, *(match.helper_id for match in matches)}),
    )


def _undecided(person_id: UUID) -> Select[Match]:
    theirs = or_(col(Match.helper_person_id) == person_id, col(Match.beneficiary_id) == person_id)
    return select(Match).where(theirs, col(Match.status).in_(_UNDECIDED)).order_by(col(Match.id))


def _open_needs(person_id: UUID) -> Select[Need]:
    return select(Need).where(col(Need.author_id) == person_id, col(Need.status) == NeedStatus.OPEN)
