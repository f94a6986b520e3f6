"""Answering a need: with which of one's offers, and when both have time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Need, Offer
from matching.rules import meeting, rules
from matching.words.values import Window
from matching.words.vocabulary import OfferStatus
from services.facts import offers as offer_facts
from services.matches import eligibility
from services.offers import life as offer_life

MOST_OFFERS = 20
"""So many of the caller's own are looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer. `offer` of None: one that is made for this need alone.

    `meeting`: when both have time; None: at any time.
    """

    offer: Offer | None
    meeting: tuple[Window, ...] | None


def ways(session: Session, caller: Caller, need: Need, *, now: datetime) -> list[Answer]:
    """The caller's offers, and those of whom they speak or act for, that fit this need; last one for it alone."""
    value = eligibility.needed(session, need)
    offers = {offer.id: offer for offer in _standing(session, caller)}
    found = [
        Answer(offers[offer.id], meeting.times(value, offer, now).meeting if value.windows else None)
        for offer, between in offer_facts.offers(session, list(offers), need, now=now)
        if rules.refused(value, offer, between, now=now) is None
    ]
    to_come = tuple(window for window, _ in meeting.asked(value, now)) if value.windows else None
    return [*found, Answer(None, to_come)]


def _standing(session: Session, caller: Caller) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(
            offer_life.own(caller),
            col(Offer.status) == OfferStatus.ACTIVE,
            col(Offer.for_need_id).is_(None),
        )
        .order_by(col(Offer.id))
        .limit(MOST_OFFERS)
    ).all()
