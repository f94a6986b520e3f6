"""Where a need goes that its own circle cannot answer, beside the coordinators: to allied communities, if its author
said yes to that, and to organisations.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import locks
from core.events import EventKind, NewEvent, record_many
from core.models import Community, Need
from matching.rules import rules
from matching.words.values import Need as NeedValue
from matching.words.vocabulary import NeedStatus, VisibleTo
from services.facts import allied
from services.matches import eligibility

_PEOPLE = text("""
    SELECT DISTINCT p.person_id
      FROM organisation_person p
      JOIN organisation g ON g.id = p.organisation_id AND g.verified
      JOIN membership m ON m.person_id = p.person_id AND m.community_id = :community AND m.state = 'active'
     WHERE g.kind <> ALL(:not_kinds) AND g.id <> ALL(:out) AND p.person_id <> ALL(:out)
       AND p.person_id NOT IN (:author, :posted_by)
       AND p.person_id NOT IN (SELECT person_id FROM organisation_person WHERE organisation_id = :organisation)
       AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = :author AND r.ended_at IS NULL
                          AND r.representative_id = p.person_id)
       AND NOT EXISTS (SELECT FROM block b
                        WHERE (b.blocker_id = :author
                               AND (b.blocked_id = p.person_id OR b.organisation_id = g.id))
                           OR (b.blocked_id = :author AND b.blocker_id = p.person_id))
     ORDER BY p.person_id
""")

_ANYBODY = text("""
    SELECT EXISTS (SELECT FROM organisation_person p
                     JOIN organisation g ON g.id = p.organisation_id AND g.verified
                     JOIN membership m ON m.person_id = p.person_id AND m.community_id = :community
                                      AND m.state = 'active')
""")

_WAITING = text("""
    SELECT id FROM need WHERE community_id = :community AND status = 'open' AND next_wave_at > :now
       AND criteria->>'allies' = 'true'
     ORDER BY coalesce(turn_at, posted_at) LIMIT :most
""")
WOKEN = 500
"""Needs looked at at once when a community falls asleep; the rest as they become due, within the hour."""


def to_allies(session: Session, need: Need) -> list[UUID]:
    """Communities whose helpers may be asked now. None without the author's yes, nor while their own circle asks on:
    it has found nobody left, or nobody looks after it.
    """
    if not need.criteria.allies:
        return []
    if need.handed_over_at is None and not session.get_one(Community, need.community_id).dormant:
        return []
    return allied.giving(session, need.community_id)


def hand_over(session: Session, need: Need, *, now: datetime) -> None:
    """Nobody is left to ask here. Allies are asked with the next wave, which is due at once; organisations are told.

    Call under the need's lock.
    """
    need.handed_over_at = now
    if need.next_wave_at is not None and to_allies(session, need):
        need.next_wave_at = now
    lines = telling_organisations(session, need.community_id, [(need, eligibility.needed(session, need))])
    if lines:
        record_many(session, lines, actor=None, now=now)


def wake(session: Session, community_id: UUID, *, now: datetime) -> None:
    """A community fell asleep: its needs that may go to allies are looked at now. Takes their locks."""
    if not allied.giving(session, community_id):
        return
    waiting = session.execute(_WAITING, {"community": community_id, "now": now, "most": WOKEN}).scalars()
    for need in locks.take(session, needs=waiting):
        if need.status is NeedStatus.OPEN and need.next_wave_at is not None:
            need.next_wave_at = max(now, need.turn_at or now)


def telling_organisations(
    session: Session, community_id: UUID, needs: Sequence[tuple[Need, NeedValue]]
) -> list[NewEvent]:
    """The lines by which organisations are told of needs of one community; none for a need of which nobody would be.

    Whom a line reaches is looked up when it is announced, and once more when it leaves.
    """
    if not needs or not session.execute(_ANYBODY, {"community": community_id}).scalar_one():
        return []
    return [
        NewEvent(EventKind.NEED_TOLD_ORGANISATIONS, ("need", need.id), need.id, community_id)
        for need, value in needs
        if organisations(session, need, value)
    ]


def organisations(session: Session, need: Need, value: NeedValue) -> list[UUID]:
    """The people of verified organisations who would be told: members here who see the need anyway and could help."""
    seen = need.visible_to is not VisibleTo.ASKED and not need.hidden and not need.author_hidden
    if not seen or not rules.organisations_could_help(value):
        return []
    parameters = {
        "community": need.community_id,
        "author": need.author_id,
        "posted_by": need.posted_by,
        "organisation": need.organisation_id,
        "not_kinds": sorted(value.criteria.not_kinds),
        "out": list(value.criteria.exclude),
    }
    return list(session.execute(_PEOPLE, parameters).scalars())


def still_told(session: Session, need: Need, person_id: UUID) -> bool:
    """Whether this person would be told of the need now."""
    if need.status is not NeedStatus.OPEN or need.handed_over_at is None:
        return False
    return person_id in organisations(session, need, eligibility.needed(session, need))
