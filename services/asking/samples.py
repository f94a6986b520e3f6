"""The sample of those who could help that a need's author is shown: drawn at most three times a day, and kept."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from core.crypto.keyring import vault
from core.effort import Effort
from core.models import Need, ShownSample
from core.models.values import Shown
from matching.asking import again, nobody, sampling, scoring
from matching.rules.distance import BANDS
from matching.words.values import Need as NeedValue
from matching.words.vocabulary import By, Urgency
from services.access import hands
from services.asking import choosing
from services.facts import allied, noes, policies
from services.matches import eligibility, shown
from services.matches import views as match_views

ORGANISATIONS = text("""
    SELECT o.id, g.name, o.cell FROM offer o LEFT JOIN organisation g ON g.id = o.organisation_id
     WHERE o.id = ANY(:offers)
""")
"""Offers, each with the organisation that it is of and the cell that others see."""

_STILL_THERE = text(f"""
    SELECT o.id, g.name FROM offer o LEFT JOIN organisation g ON g.id = o.organisation_id
     WHERE o.id = ANY(:offers) AND o.status IN ('active', 'paused')
       AND NOT EXISTS (SELECT FROM block b
             WHERE (b.blocker_id = :author
                    AND (b.blocked_id = o.author_id OR b.organisation_id = o.organisation_id))
                OR (b.blocker_id = o.author_id
                    AND (b.blocked_id = :author OR b.organisation_id = :organisation)))
       AND NOT EXISTS (SELECT FROM match c
             WHERE c.need_id = :need AND c.helper_id = coalesce(o.organisation_id, o.author_id)
               AND (c.status IN ('proposed', 'invited', 'accepted', 'confirmed')
                    OR {noes.said_no("c")} OR {noes.author_said_no("c")}))
""")  # noqa: S608  (put together from constants)
"""Who meets nobody any more, or is among the need's matches, is not shown; who went away for the day still is."""


class Sampled(NamedTuple):
    """Somebody of the sample, and the organisation that they act for."""

    shown: Shown
    organisation: str | None


def of_today(
    session: Session, need: Need, *, limit: int, now: datetime, effort: Effort | None = None
) -> list[Sampled]:
    """Those of the day's sample who are still there, as they were first shown, nearest band first."""
    standing, drawn = shown.todays(session, need, now=now)
    if standing is None:
        standing = _drawn(session, need, drawn, now=now, effort=effort)
    about = {
        "offers": [one.offer_id for one in standing.shown],
        "author": need.author_id,
        "organisation": need.organisation_id,
        "need": need.id,
    }
    there = {row.id: row.name for row in session.execute(_STILL_THERE, about)}
    return [Sampled(one, there[one.offer_id]) for one in standing.shown if one.offer_id in there][:limit]


def may_be_asked(session: Session, need: Need, *, now: datetime) -> bool:
    """Whether the need as it stands is one of the day's questions; the first time it is, its sample is drawn.

    What is urgent always is.
    """
    standing, drawn = shown.todays(session, need, now=now)
    if standing is None:
        standing = _drawn(session, need, drawn, now=now)
    return need.urgency is Urgency.URGENT or standing.question == shown.question(need)


def why_nobody(session: Session, need: Need, *, now: datetime) -> list[str]:
    """Why nobody is in today's sample, as codes of `matching.asking.nobody`; drawn where that was not done yet."""
    standing, drawn = shown.todays(session, need, now=now)
    if standing is None:
        standing = _drawn(session, need, drawn, now=now)
    return standing.why


def next_day(now: datetime) -> datetime:
    """When the next questions may be asked."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _drawn(
    session: Session, need: Need, number: int, *, now: datetime, effort: Effort | None = None
) -> ShownSample:
    """A new sample, kept; where another call drew it at the same moment, that one."""
    value = eligibility.needed(session, need)
    able = _able(session, need, value, number, now=now, effort=effort)
    row = {
        "need_id": need.id,
        "day": now.date(),
        "number": number,
        "question": shown.question(need),
        "shown": able,
        "why": [] if able else _why_nobody(session, need, value, now=now, effort=effort),
        "turned_down": [],
    }
    session.execute(insert(ShownSample).values(row).on_conflict_do_nothing())
    return session.get_one(ShownSample, (need.id, now.date(), number), populate_existing=True)


def _why_nobody(
    session: Session, need: Need, value: NeedValue, *, now: datetime, effort: Effort | None
) -> tuple[str, ...]:
    """What keeps those nearby from being in the sample, of allied communities as well."""
    here = [need.community_id, *allied.giving(session, need.community_id)]
    around = choosing.everybody(session, need, value, communities=here, now=now, effort=effort)
    behind = hands.of_helpers(session, [offer.id for offer, _ in around])
    return nobody.why(value, around, behind, now=now)


def _able(
    session: Session,
    need: Need,
    value: NeedValue,
    number: int,
    *,
    now: datetime,
    effort: Effort | None,
) -> tuple[Shown, ...]:
    """A sample of those who may be asked now. Its order tells no more of them than their band does."""
    most = policies.here(session, need.community_id).candidates
    short = choosing.shortlist(
        session,
        need,
        value,
        k=sampling.DRAWN_FROM * most,
        now=now,
        orders=again.BY_INVITATION,
        effort=effort,
    )
    able = {candidate.offer.id: candidate for candidate in short.chosen}
    chosen = sampling.sample(
        able,
        need_id=need.id,
        day=now.date(),
        number=number,
        key=vault(session).mac("sample", need.id.bytes),
        most=most,
    )
    cells = {row.id: row.cell for row in session.execute(ORGANISATIONS, {"offers": list(chosen)})}
    found = [
        _as_shown(offer, able[offer].score, match_views.shown_band(need.cell, cells[offer]))
        for offer in chosen
    ]
    return tuple(sorted(found, key=_by_band))


def _as_shown(offer: UUID, score: scoring.Score, band: str | None) -> Shown:
    codes = [scoring.because_code(because) for because in score.reasons]
    return Shown(offer, band, tuple(match_views.reasons(codes, By.BENEFICIARY, band)))


def _by_band(one: Shown) -> int:
    return BANDS.index(one.distance_band) if one.distance_band in BANDS else len(BANDS)
