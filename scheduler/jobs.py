"""The table of jobs. Each is a query over rows that are due; run by two workers at once it does no harm.

A job that handles rows one by one gives each its own transaction, so that one bad row keeps no other waiting.
"""

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core import clock
from core.audit import epochs, sealing, witnessing
from core.database import partitions, troubles, turning
from core.database.db import Database
from notifications.announce import outbox
from notifications.send import digests
from scheduler import looking_over
from scheduler.job import Job, each, each_drawing, over, whole
from scheduler.round_process import RoundProcess
from services.calls import ringing
from services.cases import closing, pausing
from services.desk import left_open
from services.due import company as due_company
from services.due import dormancy
from services.due import doubles as due_doubles
from services.due import duty as due_duty
from services.due import matches as due_matches
from services.due import needs as due_needs
from services.due import offers as due_offers
from services.due import reminders as due_reminders
from services.due import standing as due_standing
from services.due import yeses as due_yeses
from services.governance import changes as pending_changes
from services.leaving import idle
from services.neighbours import silence
from services.retention import deleting, emptying
from services.reveals import overdue
from services.safety import outside

log = logging.getLogger(__name__)


def announce(session: Session, now: datetime) -> int:
    """Turns recorded events into notifications and deliveries; returns how many events."""
    return outbox.announce(session, now=now)


def _follow(database: Database) -> None:
    """Begins an epoch after a failover. Where that is refused, what happens is sealed in the one before."""
    try:
        with database.transaction() as session:
            epochs.follow(session)
    except DBAPIError as error:
        log.warning("the epoch of events is looked at later: %s", troubles.sentence(error))


def seal_events(heads_file: Path) -> Job:
    """The record sealed, at most a minute behind; its newest head goes to this file once the seal is committed."""

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        _follow(database)
        with database.transaction() as session:
            sealed = sealing.seal(session, now=now)
        with database.transaction() as session:
            witnessing.witness(session, heads_file, now=now)
        return sealed

    return Job("seal_events", timedelta(seconds=20), run)


def turn_epochs(backup_days: int) -> Job:
    """A new epoch of wrapping keys each week, all keys wrapped anew under it, and old ones destroyed when no
    backup needs them any more.
    """

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        return turning.turn(database, now, backup_days=backup_days)

    return Job("turn_epochs", timedelta(minutes=1), run, turning.since(backup_days))


def _keep_partitions(database: Database, now: datetime, _rng: random.Random) -> int:
    """By the clock that ids are made by, which nobody moves; what is over by both clocks goes when it is empty."""
    with database.transaction() as session:
        made = partitions.make_ahead(session, clock.real_now())
    with database.transaction() as session:
        return made + partitions.drop_empty(session, min(now, clock.real_now()))


SOON = timedelta(seconds=5)
A_WHILE = timedelta(minutes=10)
HOURLY = timedelta(hours=1)
ROUNDS, WAVES = "rounds", "open_waves"
JOBS: tuple[Job, ...] = (
    over("expire_needs", SOON, due_needs.to_expire, due_needs.expire),
    over("expire_offers", timedelta(minutes=1), due_offers.to_expire, due_offers.expire),
    over("resume_offers", timedelta(minutes=1), due_offers.to_resume, due_offers.resume),
    over("check_in_on_offers", timedelta(minutes=1), due_offers.to_check_in, due_offers.check_in),
    over("pause_silent_offers", timedelta(minutes=1), due_offers.to_pause, due_offers.pause_silent),
    over("tell_quiet_helpers", A_WHILE, silence.to_tell, silence.tell),
    over("rest_quiet_helpers", A_WHILE, silence.to_rest, silence.rest),
    over("wake_helpers", timedelta(minutes=1), silence.to_wake, silence.wake),
    Job("look_over", A_WHILE, looking_over.run, looking_over.since),
    over("look_for_company", SOON, due_company.to_look_at, due_company.look),
    over("follow_originals", SOON, due_doubles.to_follow, due_doubles.follow),
    over("lapse_matches", SOON, due_matches.to_lapse, due_matches.lapse),
    Job(
        WAVES, SOON, each_drawing(due_needs.waves_to_open, due_needs.open_wave), due_needs.waves_to_open.since
    ),
    over("settle_matches", timedelta(seconds=30), due_matches.to_settle, due_matches.settle),
    over("close_contacts", timedelta(seconds=30), due_matches.contacts_to_close, due_matches.close_contact),
    over("weigh_words", timedelta(minutes=1), due_standing.to_weigh, due_standing.weigh),
    over("unsettle_matches", SOON, due_standing.to_unsettle, due_standing.unsettle),
    over("remind_of_needs", timedelta(minutes=1), due_needs.to_remind, due_needs.remind),
    over("remind_of_times", timedelta(minutes=1), due_reminders.to_remind, due_reminders.remind),
    over("tell_of_yeses", timedelta(minutes=1), due_yeses.to_tell, due_yeses.tell),
    over("ring_for_urgent", SOON, due_duty.to_ring, due_duty.ring),
    Job("hand_on_duty", timedelta(minutes=1), whole(left_open.hand_on), left_open.ended),
    over("take_in_calls", SOON, ringing.to_take_in, ringing.take_in),
    Job("ring_for_calls", SOON, each(ringing.to_ring, ringing.ring), ringing.unrung),
    over("keep_pauses", SOON, pausing.to_keep, pausing.keep),
    over("end_cases", timedelta(minutes=10), closing.to_end, closing.end),
    over("decide_changes", timedelta(minutes=1), pending_changes.to_decide, pending_changes.decide),
    over("tell_of_overdue_reveals", timedelta(minutes=1), overdue.to_tell, overdue.tell),
    Job("tell_the_operator", timedelta(minutes=1), each(outside.to_tell, outside.tell), outside.unheard),
    Job("watch_communities", timedelta(minutes=10), whole(dormancy.watch), dormancy.to_notice),
    Job("announce", SOON, whole(announce), outbox.unannounced),
    over("send_digests", timedelta(minutes=1), digests.to_send, digests.send),
    Job("purge", A_WHILE, whole(deleting.purge), deleting.spent),
    Job("keep_partitions", HOURLY, _keep_partitions, partitions.unkept),
    over("tell_unused", HOURLY, idle.to_tell, idle.tell),
    over("tell_unused_again", HOURLY, idle.to_tell_again, idle.tell_again),
    over("reduce_unused", HOURLY, idle.to_reduce, idle.reduce),
    over("forget_contacts", A_WHILE, emptying.contacts_to_forget, emptying.forget_contact),
    over("forget_needs", A_WHILE, emptying.needs_to_forget, emptying.forget_need),
    over("forget_offers", A_WHILE, emptying.offers_to_forget, emptying.forget_offer),
    over("forget_matches", A_WHILE, emptying.matches_to_forget, emptying.forget_match),
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
