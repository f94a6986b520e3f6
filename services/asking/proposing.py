"""Opening a wave: who could help, whom to ask now, and the proposals that follow.

The search reads without locks; then need and helpers are locked in the one order, everything is read again, and
only who still fits is asked. A wave that finds nobody left hands the need over: to the coordinators, and with its
author's yes to allied communities, whose helpers the waves after it ask too (`services.asking.overflow`).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import Session, col

from core.database import locks
from core.events import EventKind, NewEvent, record_many, record_on
from core.events.payloads import MatchProposed, NeedUnanswered
from core.models import Match, Need, Offer
from matching.asking import scoring, waves
from matching.asking.candidates import Candidate
from matching.rules import rules
from matching.states.deadlines import Awaiting
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.vocabulary import By, MatchStatus, NeedStatus, Urgency
from services.asking import choosing, overflow
from services.consequences import coverage
from services.facts import offers as offer_facts
from services.facts import policies
from services.matches import eligibility, two_keys
from services.matches import opening as match_opening
from services.places import supply

_STANDING = text("""
    SELECT count(*) FILTER (WHERE status IN ('proposed', 'invited')) AS asked,
           coalesce(sum(quantity) FILTER (WHERE status = 'accepted'), 0) AS said_yes
      FROM match WHERE need_id = :need
""")
_SENT = text("""
    SELECT count(*) FILTER (WHERE o.community_id = m.community_id) AS here,
           count(*) FILTER (WHERE o.community_id <> m.community_id) AS beyond
      FROM match m JOIN offer o ON o.id = m.offer_id WHERE m.need_id = :need AND m.opened_by = 'engine'
""")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whom one circle has: all who could be asked, and who is to be asked now."""

    found: tuple[Candidate, ...] = ()
    chosen: tuple[tuple[Candidate, waves.Asked], ...] = ()


def open_wave(session: Session, need_id: UUID, *, now: datetime, rng: random.Random) -> int:
    """Asks the next few for one need; returns how many. Runs in its own transaction."""
    need = session.get(Need, need_id)
    if need is None or need.status is not NeedStatus.OPEN or need.expires_at <= now:
        return 0
    policy = policies.here(session, need.community_id)
    value = eligibility.needed(session, need)
    sent = session.execute(_SENT, {"need": need_id}).one()
    here = _turn(session, need, value, [need.community_id], sent.here, (), policy, now, rng)
    allies = overflow.to_allies(session, need)
    beyond = _turn(session, need, value, allies, sent.beyond, here.chosen, policy, now, rng)
    both = [*here.chosen, *beyond.chosen]
    locks.take(session, needs=[need_id], helpers=[candidate.offer.helper_id for candidate, _ in both])
    if need.status is not NeedStatus.OPEN or need.next_wave_at is None or need.next_wave_at > now:
        return 0
    chosen = both if overflow.to_allies(session, need) else here.chosen
    asked = 0 if _enough_said_yes(session, need) else _ask(session, need, chosen, now)
    found = here.found + beyond.found
    need.candidates = len(found)
    need.wave += 1
    _plan_next(session, need, policy, found, asked=asked, now=now)
    return asked


def _turn(
    session: Session,
    need: Need,
    value: NeedValue,
    communities: Sequence[UUID],
    sent: int,
    before: Sequence[tuple[Candidate, waves.Asked]],
    policy: Policy,
    now: datetime,
    rng: random.Random,
) -> _Turn:
    """Whom to ask of these communities, beside those chosen `before`. `sent`: so many they were asked for it already.

    Each circle has its own bound, so that what was asked at home does not keep the allies' helpers from being asked.
    """
    room = policy.wave_size - len(before)
    if not communities or sent >= policy.max_proposals_per_need or room <= 0:
        return _Turn()
    found = choosing.shortlist(
        session, need, value, k=policy.candidates, now=now, communities=communities
    ).chosen
    already = {candidate.offer.helper_id for candidate, _ in before}
    found = tuple(candidate for candidate in found if candidate.offer.helper_id not in already)
    waiting = [*choosing.waiting(session, need, now), *(asked.p_yes for _, asked in before)]
    chosen = choosing.choose(session, need, found, communities, waiting, sent, policy, now, rng)
    return _Turn(found, tuple(chosen[:room]))


def _enough_said_yes(session: Session, need: Need) -> bool:
    """Whether those who said yes suffice: the need waits for its author's word, and nobody is asked in vain."""
    remaining = coverage.of(session, need.id).remaining(need)
    if remaining is None:
        return False
    return int(session.execute(_STANDING, {"need": need.id}).one().said_yes) >= remaining


def _somebody_to_wait_for(
    session: Session, need: Need, policy: Policy, found: tuple[Candidate, ...], now: datetime
) -> bool:
    """Somebody was asked, enough have said yes, or somebody is left who merely sleeps. An urgent need cannot wait
    for anybody to wake up.
    """
    if session.execute(_STANDING, {"need": need.id}).one().asked or _enough_said_yes(session, need):
        return True
    if need.urgency is Urgency.URGENT:
        return False
    behind = choosing.people_behind(session, [candidate.offer.id for candidate in found])
    return any(not choosing.awake(person, need.urgency, policy, now) for person in behind.values())


def _ask(session: Session, need: Need, chosen: Sequence[tuple[Candidate, waves.Asked]], now: datetime) -> int:
    """Proposes to those who still fit now that everything is locked; all of them at once, as a wave is."""
    made = [
        match_opening.drafted(
            session,
            need,
            session.get_one(Offer, candidate.offer.id),
            MatchStatus.PROPOSED,
            By.ENGINE,
            now,
            score=candidate.score.total,
            parts=candidate.score.parts._asdict(),
            reasons=[scoring.because_code(reason) for reason in candidate.score.reasons],
            p_yes=choice.p_yes,
            chance=scoring.chance(candidate.offer, choice.p_yes),
            propensity=choice.propensity,
            wave=need.wave,
        )
        for candidate, choice in _still_fit(session, need, chosen, now)
    ]
    for match in made:
        match.reply_by = two_keys.reply_by(session, need, match.helper_person_id, Awaiting.PROPOSAL, now)
    if made:
        asked = [match.offer_id for match in made]
        session.execute(update(Offer).where(col(Offer.id).in_(asked)).values(last_asked_at=now))
        supply.mark_asked(session, asked, now)
        record_many(session, [_proposed(match) for match in made], actor=None, now=now)
    return len(made)


def _still_fit(
    session: Session, need: Need, chosen: Sequence[tuple[Candidate, waves.Asked]], now: datetime
) -> list[tuple[Candidate, waves.Asked]]:
    value = eligibility.needed(session, need)
    offers = [candidate.offer.id for candidate, _ in chosen]
    fit = {
        offer.id
        for offer, between in offer_facts.offers(session, offers, need, now=now)
        if rules.refused(value, offer, between, now=now) is None
        and rules.may_be_asked(value, offer, now=now) is None
    }
    return [(candidate, choice) for candidate, choice in chosen if candidate.offer.id in fit]


def _proposed(match: Match) -> NewEvent:
    payload = MatchProposed(By.ENGINE, match.wave)
    return NewEvent(EventKind.MATCH_PROPOSED, ("match", match.id), match.need_id, match.community_id, payload)


def _plan_next(
    session: Session, need: Need, policy: Policy, found: tuple[Candidate, ...], *, asked: int, now: datetime
) -> None:
    """When to look again: soon while there are people, later while everybody has been asked or is full.

    With nobody left to ask and nobody's word to wait for, the need is handed over.
    """
    pause = waves.pause_before_next(need.urgency, policy)
    if not found and not asked:
        pause = max(pause, timedelta(hours=1))
    need.next_wave_at = now + pause
    if asked or need.handed_over_at is not None or _somebody_to_wait_for(session, need, policy, found, now):
        return
    overflow.hand_over(session, need, now=now)
    unanswered = NeedUnanswered(need.candidates)
    record_on(session, EventKind.NEED_UNANSWERED, need, unanswered, actor=None, now=now)
