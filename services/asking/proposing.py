"""Opening a wave: who could help, whom to ask now, and the proposals that follow.

The search reads without locks; then need and helpers are locked in the one order, everything is read again, and
only who still fits is asked. A wave that finds nobody left hands the need over: to the coordinators, and with its
author's yes to allied communities, whose helpers the waves after it ask too (`services.asking.overflow`).
"""

import random
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session

from core.database import locks
from core.events import record_many
from core.models import Match, Need, Offer
from matching.asking import again
from matching.asking.again import Order
from matching.asking.candidates import Candidate
from matching.asking.next_look import Look, next_look, nobody_to_wait_for
from matching.asking.waves import Choice
from matching.states.deadlines import Awaiting
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.vocabulary import By, MatchStatus, NeedStatus
from services.asking import asked_so_far, choosing, enough_people, held_back, overflow, recording
from services.asking.asked_so_far import AskedSoFar
from services.asking.choosing import Selection
from services.asking.recording import Proposed
from services.facts import offers as offer_facts
from services.facts import pauses, policies
from services.matches import eligibility, two_keys
from services.matches import opening as match_opening

_NOBODY = Selection()
_NONE = _NOBODY, _NOBODY


def open_wave(session: Session, need_id: UUID, *, now: datetime, rng: random.Random) -> int:
    """Asks the next few for one need; returns how many. Runs in its own transaction."""
    need = session.get(Need, need_id)
    if need is None or need.status is not NeedStatus.OPEN or need.expires_at <= now:
        return 0
    rests_until = pauses.until(session, need.author_id, now=now)
    if rests_until is not None:
        return _rest(session, need, rests_until, now)
    policy = policies.here(session, need.community_id)
    value = eligibility.needed(session, need)
    circles = [need.community_id, *overflow.to_allies(session, need)]
    several = enough_people.could_come(session, need, value, circles, now=now)
    here, allies = _select(session, need, value, policy, now=now, rng=rng) if several else _NONE
    both = [*here.chosen, *allies.chosen]
    locks.take(session, needs=[need_id], helpers=[candidate.offer.helper_id for candidate, _ in both])
    if need.status is not NeedStatus.OPEN or need.next_wave_at is None or need.next_wave_at > now:
        return 0
    so_far = asked_so_far.of_need(session, need_id, now)
    enough = so_far.enough_said_yes(need)
    chosen = both if overflow.to_allies(session, need) else here.chosen
    held = here.held_back + allies.held_back
    look = Look(
        found=len(here.found) + len(allies.found),
        asked=0 if enough else _ask(session, need, chosen, now),
        undecided=so_far.undecided,
        enough_said_yes=enough,
        asleep=here.asleep or allies.asleep,
        held_back=held.helpers,
        free_at=held.free_at,
        wait_ends=held_back.wait_ends(need, now),
        too_few=not several,
    )
    need.wave += 1
    _plan_next(session, need, look, policy, now)
    return look.asked


def _rest(session: Session, need: Need, until: datetime, now: datetime) -> int:
    """Nobody is asked while the matching of its author is paused; coordinators see the need as ever."""
    locks.take(session, needs=[need.id])
    if need.status is NeedStatus.OPEN and need.next_wave_at is not None and need.next_wave_at <= now:
        need.next_wave_at = until
    return 0


def _select(
    session: Session,
    need: Need,
    value: NeedValue,
    policy: Policy,
    *,
    now: datetime,
    rng: random.Random,
) -> tuple[Selection, Selection]:
    """Whom to ask in the need's own community, and whom beside them in allied ones.

    First those who had said yes and were not needed; after everybody else those who were silent a while ago. Each
    circle has its own bound, so that what was asked at home does not keep the allies' helpers from being asked.
    """
    back = choosing.stood_back(session, need, value, policy, now=now)
    if back.chosen:
        return back, _NOBODY
    so_far = asked_so_far.of_need(session, need.id, now)
    allies = overflow.to_allies(session, need)
    in_circle = partial(_in_circle, session, need, value, so_far=so_far, policy=policy, now=now, rng=rng)

    def both(orders: frozenset[Order]) -> tuple[Selection, Selection]:
        here = in_circle([need.community_id], sent=so_far.sent, before=_NOBODY, orders=orders)
        return here, in_circle(allies, sent=so_far.sent_to_allies, before=here, orders=orders)

    unasked = both(again.UNASKED)
    if so_far.undecided or not so_far.may_ask_again(need, now) or not _has_nobody_left(need, unasked):
        return unasked
    once_more = both(again.ONCE_MORE)
    return once_more if any(one.found for one in once_more) else unasked


def _has_nobody_left(need: Need, unasked: tuple[Selection, Selection]) -> bool:
    """Whether nobody is there for a need who was not asked yet; for who was asked enough it has waited long enough."""
    waits = need.handed_over_at is None and any(one.held_back.helpers for one in unasked)
    return not waits and all(one.has_nobody_left for one in unasked)


def _in_circle(
    session: Session,
    need: Need,
    value: NeedValue,
    communities: Sequence[UUID],
    *,
    so_far: AskedSoFar,
    sent: int,
    before: Selection,
    orders: frozenset[Order],
    policy: Policy,
    now: datetime,
    rng: random.Random,
) -> Selection:
    """Whom to ask of these communities' helpers, beside those chosen `before`. `sent`: so many they were asked for
    it already.
    """
    room = policy.wave_size - len(before.chosen)
    if not communities or sent >= policy.max_proposals_per_need or room <= 0:
        return _NOBODY
    short = choosing.shortlist(
        session, need, value, k=policy.candidates, now=now, communities=communities, orders=orders
    )
    if not short.chosen:
        return Selection(held_back=held_back.in_shortlist(session, short, now=now))
    already = {candidate.offer.helper_id for candidate, _ in before.chosen}
    return choosing.choose(
        session,
        need,
        [candidate for candidate in short.chosen if candidate.offer.helper_id not in already],
        communities=communities,
        waiting=[*so_far.hopes(), *(choice.p_yes for _, choice in before.chosen)],
        sent=sent,
        most=room,
        policy=policy,
        now=now,
        rng=rng,
    )


def _ask(session: Session, need: Need, chosen: Sequence[tuple[Candidate, Choice]], now: datetime) -> int:
    """Proposes to those who still fit now that everything is locked, to all of them at once; returns how many."""
    made = [
        _proposal(session, need, candidate, choice, now)
        for candidate, choice in _still_fit(session, need, chosen, now)
    ]
    if made:
        proposed = [Proposed(m.id, m.offer_id, need.id, need.community_id, need.wave) for m in made]
        recording.proposed(session, proposed, now=now)
    return len(made)


def _proposal(session: Session, need: Need, candidate: Candidate, choice: Choice, now: datetime) -> Match:
    match = match_opening.new_unflushed(
        session,
        need,
        session.get_one(Offer, candidate.offer.id),
        MatchStatus.PROPOSED,
        By.ENGINE,
        now,
        **recording.grounds(
            candidate.offer,
            candidate.score,
            p_yes=choice.p_yes,
            propensity=choice.propensity,
            wave=need.wave,
        ),
    )
    match.reply_by = two_keys.reply_by(session, need, match.helper_person_id, Awaiting.PROPOSAL, now)
    return match


def _still_fit(
    session: Session, need: Need, chosen: Sequence[tuple[Candidate, Choice]], now: datetime
) -> list[tuple[Candidate, Choice]]:
    value = eligibility.needed(session, need)
    offers = [candidate.offer.id for candidate, _ in chosen]
    fit = {
        offer.id
        for offer, between in offer_facts.offers(session, offers, need, now=now)
        if again.against_asking(value, offer, between, now=now, orders=again.BY_THE_ENGINE) is None
    }
    return [(candidate, choice) for candidate, choice in chosen if candidate.offer.id in fit]


def _plan_next(session: Session, need: Need, look: Look, policy: Policy, now: datetime) -> None:
    """When to look again. With nobody left to ask and nobody's word to wait for, the need is handed over."""
    need.candidates = look.candidates
    need.next_wave_at = next_look(look, need.urgency, policy, now)
    need.held_since = (need.held_since or now) if look.only_limits else None
    need.held_until = look.free_at if look.only_limits else None
    if need.handed_over_at is None and nobody_to_wait_for(look, need.urgency, now):
        overflow.hand_over(session, need, now=now)
        line = recording.unanswered(need.id, need.community_id, candidates=look.found)
        record_many(session, [line], actor=None, now=now)
