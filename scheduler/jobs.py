"""The table of jobs. Each is a query over rows that are due; run by two workers at once it does no harm.

A job that handles rows one by one gives each its own transaction, so that one bad row keeps no other waiting.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core.audit import sealing, witnessing
from core.database.db import Database
from core.database.retries import TRIES, lost_a_race
from matching.states import calls
from notifications.announce import outbox
from notifications.send import digests
from scheduler.round_process import RoundProcess
from services import name_marks
from services.calls import ringing
from services.cases import closing, pausing
from services.due import company as due_company
from services.due import dormancy, finding
from services.due import doubles as due_doubles
from services.due import duty as due_duty
from services.due import matches as due_matches
from services.due import needs as due_needs
from services.due import offers as due_offers
from services.due import reminders as due_reminders
from services.due import standing as due_standing
from services.due import yeses as due_yeses
from services.facts import noes
from services.governance import changes as pending_changes
from services.neighbours import silence
from services.places import supply
from services.reveals import overdue
from services.safety import outside

log = logging.getLogger(__name__)

AT_A_TIME = 100

Run = Callable[[Database, datetime, random.Random], int]


@dataclass(frozen=True, slots=True)
class Job:
    """Something time does: how often to look, and what to do; returns how much it did."""

    name: str
    every: timedelta
    run: Run


def each(find: finding.Find, act: finding.Act) -> Run:
    """A job over rows: finds ids, then one transaction per row, tried again after a deadlock.

    Counts the rows that went well, so that one that never does is left for the next tick.
    """

    return each_drawing(find, lambda session, row_id, now, _rng: act(session, row_id, now))


def each_drawing(find: finding.Find, act: finding.DrawingAct) -> Run:
    """As `each`, for acts that draw lots."""

    def run(database: Database, now: datetime, rng: random.Random) -> int:
        with database.transaction() as session:
            ids = find(session, now, AT_A_TIME)
        return sum(_one(database, partial(_act, act, row_id, now, rng), row_id) for row_id in ids)

    return run


def whole(act: Callable[[Session, datetime], int]) -> Run:
    """A job that is one transaction."""

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        with database.transaction() as session:
            return act(session, now)

    return run


def _act(act: finding.DrawingAct, row_id: UUID, now: datetime, rng: random.Random, session: Session) -> None:
    act(session, row_id, now, rng)


def _one(database: Database, act: Callable[[Session], None], row_id: UUID) -> bool:
    """Whether it went well. A lost connection is for the caller: the other rows would fare the same."""
    for attempt in range(1, TRIES + 1):
        try:
            with database.transaction() as session:
                act(session)
            return True
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            if not lost_a_race(error) or attempt == TRIES:
                log.exception("row %s", row_id)
                return False
    return False


_DELIVERIES = f"""
    DELETE FROM delivery y WHERE status NOT IN ('pending', 'leased') AND expires_at < :now - interval '30 days'
       AND NOT (status = 'sent' AND expires_at > :now - interval '90 days'
                AND EXISTS (SELECT FROM notification x WHERE x.id = y.notification_id AND x.kind IN ({noes.ASKS})))
"""  # noqa: S608  (constants)
"""Whether a helper is silent is asked of the requests that reached them (`services.neighbours.silence`)."""
_PURGE = (
    "DELETE FROM idempotent_answer WHERE at < :now - interval '7 days'",
    "DELETE FROM sign_in_challenge WHERE expires_at < :now - interval '1 hour'",
    "DELETE FROM auth_session WHERE expires_at < :now - interval '30 days'"
    " OR ended_at < :now - interval '30 days'",
    "DELETE FROM former_point WHERE until < :now",
    f"DELETE FROM former_self f WHERE until < :now AND {closing.none_open('f.former_id')}",  # noqa: S608
    "DELETE FROM link WHERE expires_at < :now - interval '1 day'",
    "DELETE FROM rate_limit WHERE tat < :now - interval '1 day'",
    "DELETE FROM device WHERE seen_at < :now - interval '60 days'",
    _DELIVERIES,
    name_marks.SWEEP,
    "DELETE FROM digest WHERE at < :now - interval '60 days'",
    "DELETE FROM shown_sample WHERE day < CAST(:now AT TIME ZONE 'UTC' AS date) - 1",
    "DELETE FROM reveal WHERE asked_at < :now - interval '30 days'"
    " AND (way <> 'owed' OR seen_at < :now - interval '30 days')",
    f"DELETE FROM call_request WHERE closed_at < :now - interval '{calls.KEPT.days} days'"  # noqa: S608  (constants)
    f" OR closed_at IS NULL AND asked_at < :now - interval '{calls.LAPSES_AFTER.days} days'",
    "DELETE FROM call_shut WHERE until < :now",
    "DELETE FROM draft WHERE expires_at < :now",
    "DELETE FROM sent_copy WHERE id < (SELECT max(id) - 5000 FROM sent_copy)",
)


def purge(session: Session, now: datetime) -> int:
    """Deletes what has served its purpose: little data, kept short. Returns how many rows."""
    gone = [session.execute(text(statement), {"now": now}) for statement in _PURGE]
    return sum(result.rowcount for result in gone) + supply.sweep(session)  # type: ignore[attr-defined]


def announce(session: Session, now: datetime) -> int:
    """Turns recorded events into notifications and deliveries; returns how many events."""
    return outbox.announce(session, now=now)


def seal_events(heads_file: Path) -> Job:
    """The record sealed, at most a minute behind; its newest head goes to this file once the seal is committed."""

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        with database.transaction() as session:
            sealed = sealing.seal(session, now=now)
        with database.transaction() as session:
            witnessing.witness(session, heads_file, now=now)
        return sealed

    return Job("seal_events", timedelta(seconds=20), run)


SOON = timedelta(seconds=5)
A_WHILE = timedelta(minutes=10)
ROUNDS, WAVES = "rounds", "open_waves"
JOBS: tuple[Job, ...] = (
    Job("expire_needs", SOON, each(due_needs.to_expire, due_needs.expire)),
    Job("expire_offers", timedelta(minutes=1), each(due_offers.to_expire, due_offers.expire)),
    Job("resume_offers", timedelta(minutes=1), each(due_offers.to_resume, due_offers.resume)),
    Job("check_in_on_offers", timedelta(minutes=1), each(due_offers.to_check_in, due_offers.check_in)),
    Job("pause_silent_offers", timedelta(minutes=1), each(due_offers.to_pause, due_offers.pause_silent)),
    Job("tell_quiet_helpers", A_WHILE, each(silence.to_tell, silence.tell)),
    Job("rest_quiet_helpers", A_WHILE, each(silence.to_rest, silence.rest)),
    Job("wake_helpers", timedelta(minutes=1), each(silence.to_wake, silence.wake)),
    Job("mark_names", A_WHILE, each(name_marks.unmarked, name_marks.mark)),
    Job("look_for_company", SOON, each(due_company.to_look_at, due_company.look)),
    Job("follow_originals", SOON, each(due_doubles.to_follow, due_doubles.follow)),
    Job("lapse_matches", SOON, each(due_matches.to_lapse, due_matches.lapse)),
    Job(WAVES, SOON, each_drawing(due_needs.waves_to_open, due_needs.open_wave)),
    Job("settle_matches", timedelta(seconds=30), each(due_matches.to_settle, due_matches.settle)),
    Job(
        "close_contacts",
        timedelta(seconds=30),
        each(due_matches.contacts_to_close, due_matches.close_contact),
    ),
    Job("weigh_words", timedelta(minutes=1), each(due_standing.to_weigh, due_standing.weigh)),
    Job("unsettle_matches", SOON, each(due_standing.to_unsettle, due_standing.unsettle)),
    Job("remind_of_needs", timedelta(minutes=1), each(due_needs.to_remind, due_needs.remind)),
    Job("remind_of_times", timedelta(minutes=1), each(due_reminders.to_remind, due_reminders.remind)),
    Job("tell_of_yeses", timedelta(minutes=1), each(due_yeses.to_tell, due_yeses.tell)),
    Job("ring_for_urgent", SOON, each(due_duty.to_ring, due_duty.ring)),
    Job("take_in_calls", SOON, each(ringing.to_take_in, ringing.take_in)),
    Job("ring_for_calls", SOON, each(ringing.to_ring, ringing.ring)),
    Job("keep_pauses", SOON, each(pausing.to_keep, pausing.keep)),
    Job("end_cases", timedelta(minutes=10), each(closing.to_end, closing.end)),
    Job("decide_changes", timedelta(minutes=1), each(pending_changes.to_decide, pending_changes.decide)),
    Job("tell_of_overdue_reveals", timedelta(minutes=1), each(overdue.to_tell, overdue.tell)),
    Job("tell_the_operator", timedelta(minutes=1), each(outside.to_tell, outside.tell)),
    Job("watch_communities", timedelta(minutes=10), whole(dormancy.watch)),
    Job("announce", SOON, whole(announce)),
    Job("send_digests", timedelta(minutes=1), each(digests.to_send, digests.send)),
    Job("purge", timedelta(hours=1), whole(purge)),
)
"""Delivery is the one job that is not here: it waits for networks, on a loop of its own (`scheduler.courier`)."""


_URGENT_WAVES = each_drawing(due_needs.urgent_waves_to_open, due_needs.open_wave)


def with_rounds(jobs: Sequence[Job], next_door: RoundProcess) -> tuple[Job, ...]:
    """These jobs, and before waves are opened need by need: rounds, which have a process of their own.

    While a round is under way only what is urgent is asked for need by need: the others may be its next region's.
    """

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        return next_door.run(database, now=now)

    def waves(database: Database, now: datetime, rng: random.Random) -> int:
        which = _URGENT_WAVES if next_door.busy else usual.run
        return which(database, now, rng)

    names = [job.name for job in jobs]
    if WAVES not in names:
        return tuple(jobs)
    before = names.index(WAVES)
    usual = jobs[before]
    return (*jobs[:before], Job(ROUNDS, SOON, run), replace(usual, run=waves), *jobs[before + 1 :])
