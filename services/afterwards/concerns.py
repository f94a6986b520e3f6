"""Concerns: somebody says that something was not right. At once the two are kept apart, and a human is to look.

A concern keeps whom it is about away from whoever it protects, and from who raised it for them; takes back the keys
that the protected one gave in advance; and lets no key given in advance turn for the accused until a human has looked,
for two weeks unless a human renews it. Call under the locks of `core.database.locks`, which `touched` names.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from core.access import Caller
from core.database import locks
from core.database.locks import Touched
from core.errors import Conflict, NotFound
from core.events import EventKind, record_on
from core.models import Concern, Match, Need, Offer
from matching.states.deadlines import CONCERN_BARS
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import By, Decide, NeedStatus, Role
from services.access import rights
from services.cases import closing, opening
from services.judging import bench, ledger, own_matter
from services.judging.bench import Bench
from services.judging.ledger import Matter
from services.people import blocks

Verdict = Literal["closed", "renewed"]
_ASKS = (NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)


@dataclass(frozen=True, slots=True)
class Apart:
    """Whom a concern keeps apart: those it protects, who acted, and the organisation they acted for."""

    protected: UUID
    raised_by: UUID
    accused: UUID
    organisation_id: UUID | None

    @property
    def kept(self) -> list[UUID]:
        """Whom the accused is to meet no more: whose concern it is, and who raised it for them."""
        return sorted({self.protected, self.raised_by} - {self.accused})


def apart(session: Session, caller: Caller, match: Match, side: By) -> Apart:
    """Whom a concern of this side of the match would keep apart."""
    if side is By.BENEFICIARY:
        organisation = session.get_one(Offer, match.offer_id).organisation_id
        return Apart(match.beneficiary_id, caller.person_id, match.helper_person_id, organisation)
    organisation = session.get_one(Need, match.need_id).organisation_id
    return Apart(match.helper_person_id, caller.person_id, match.beneficiary_id, organisation)


def touched(session: Session, two: Apart) -> Touched:
    """All that a concern may change: what they have with one another, and what the protected one asks for."""
    asked = session.scalars(_open_needs(two.protected)).all()
    found = Touched(frozenset(need.id for need in asked), frozenset())
    for whose in two.kept:
        found |= blocks.touched(session, whose, two.accused, two.organisation_id)
    return found


def raise_one(session: Session, match: Match, side: By, two: Apart, *, now: datetime) -> None:
    """Writes the concern down, and does what follows from it at once."""
    concern = Concern(
        match_id=match.id,
        community_id=match.community_id,
        side=side,
        for_id=two.protected,
        by_id=two.raised_by,
        about_id=two.accused,
        organisation_id=two.organisation_id,
        about_role=own_matter.role_in(session, match.community_id, two.accused),
        at=now,
        bars_until=now + CONCERN_BARS,
    )
    session.add(concern)
    for whose in two.kept:
        about = blocks.Thing("match", match.id)
        blocks.keep_apart(session, whose, two.accused, two.organisation_id, about=about, now=now)
    match.ended_by = side
    _take_back_keys(session, two.protected, now)
    opening.of_concern(session, concern, match, now=now)


def _open_needs(author_id: UUID) -> Select[Need]:
    return select(Need).where(col(Need.author_id) == author_id, col(Need.status).in_(_ASKS))


def _take_back_keys(session: Session, author_id: UUID, now: datetime) -> None:
    """Nobody opens the author's place by themself any more: they choose, until they say otherwise."""
    for need in session.scalars(_open_needs(author_id).execution_options(populate_existing=True)).all():
        if need.criteria.decide is Decide.FIRST_WHO_FITS:
            need.criteria = replace(need.criteria, decide=Decide.I_CHOOSE)
            need.version += 1
            need.edition += 1
            record_on(session, EventKind.NEED_YOU_CHOOSE, need, actor=None, now=now)


def _parties(concern: Concern) -> frozenset[UUID]:
    return frozenset((concern.for_id, concern.by_id, concern.about_id))


def _bench(session: Session, raised: Collection[Concern]) -> Bench:
    """Who could hear these."""
    parties = frozenset[UUID]().union(*map(_parties, raised))
    return bench.of(session, {concern.community_id for concern in raised}, parties)


def _listeners(there: Bench, concern: Concern) -> frozenset[UUID]:
    """Who answers for more than whom it is about, then and now; nobody where it is for the outside ear."""
    about = (concern.community_id, concern.about_id, concern.about_role)
    return there.of_complaint(*about, _parties(concern))


def _hears(there: Bench, caller: Caller, concern: Concern) -> bool:
    """Whether a concern is this caller's to hear, as far as their role goes and who keeps away from whom."""
    return caller.blocked.isdisjoint(_parties(concern)) and caller.person_id in _listeners(there, concern)


def heard_here(session: Session, concern: Concern) -> bool:
    """Whether somebody of the community may hear it: who answers for more, and is not one of those concerned."""
    return bool(who_hears(session, concern))


def who_hears(session: Session, concern: Concern) -> list[UUID]:
    """Those of the community whose it is to hear: who answer for more than whom it is about, are no party nor near to
    one, and are kept away from none.
    """
    listeners = _listeners(_bench(session, [concern]), concern)
    return own_matter.judges(session, listeners, _parties(concern))


def elsewhere(session: Session, communities: Collection[UUID]) -> list[UUID]:
    """Open concerns of these communities that nobody there hears; as many queries for any number of them."""
    standing = select(Concern).where(
        col(Concern.community_id).in_(communities), col(Concern.closed_at).is_(None)
    )
    rows = session.scalars(standing).all()
    there = _bench(session, rows)
    return [concern.id for concern in rows if not _listeners(there, concern)]


def unheard(session: Session, caller: Caller, matches: set[UUID]) -> set[UUID]:
    """Those of these matches of which there is a concern that is not the caller's to hear."""
    if not matches:
        return set()
    rows = session.scalars(select(Concern).where(col(Concern.match_id).in_(matches))).all()
    others = [concern for concern in rows if concern.for_id not in caller.voices]
    if not others:
        return set()
    there = _bench(session, others)
    return {concern.match_id for concern in others if not _hears(there, caller, concern)}


def decide(
    session: Session,
    caller: Caller,
    community_id: UUID,
    match_id: UUID,
    verdict: Verdict,
    *,
    reason: str,
    now: datetime,
) -> Match:
    """A human has looked: the case is closed, or what it bars is barred for two weeks more. The two stay apart.

    Raises Forbidden in one's own matter, NotFound where no concern is the caller's to hear, Conflict where none stands.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    seen = rights.match_or_stub(session, caller, match_id)
    if seen.community_id != community_id:
        raise NotFound
    own_matter.ensure_no_part(session, caller, [seen.beneficiary_id, seen.helper_person_id])
    _, match = locks.take_match(session, seen)
    theirs = select(Concern).where(col(Concern.match_id) == match_id).order_by(col(Concern.at))
    of_it = session.scalars(theirs).all()
    there = _bench(session, of_it)
    raised = [concern for concern in of_it if _hears(there, caller, concern)]
    if not raised:
        raise NotFound
    own_matter.ensure_no_part(session, caller, [c.by_id for c in raised])
    standing = [c for c in raised if c.closed_at is None]
    if not standing and verdict == "renewed":
        raise Conflict("not_possible", current=match.status, allowed=[])
    for concern in standing:
        judge(session, caller, match, concern, verdict, reason=reason, now=now)
    return match


def judge(
    session: Session,
    caller: Caller | None,
    match: Match,
    concern: Concern,
    verdict: Verdict,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Writes a verdict down, with its reason. `caller`: None is the operator. Call under the match's locks."""
    actor = caller.person_id if caller else None
    if verdict == "closed":
        concern.closed_at, concern.closed_by = now, actor
        kind, ruling = EventKind.CONCERN_CLOSED, Ruling.CONCERN_CLOSED
    else:
        concern.bars_until = now + CONCERN_BARS
        kind, ruling = EventKind.CONCERN_RENEWED, Ruling.CONCERN_RENEWED
    event = record_on(session, kind, match, actor=actor, for_id=concern.for_id, now=now)
    matter = _matter(concern, ruling)
    decision = ledger.write(session, caller, matter, ruling, reason=reason, event=event, now=now)
    if verdict == "closed":
        keeps_until = ledger.open_until(decision)
        closing.of_concern(session, concern, by=actor, now=now, keeps_until=keeps_until)


def _matter(concern: Concern, ruling: Ruling) -> Matter:
    """A concern: what is decided is told to whose it is, and to nobody whom it is about."""
    return Matter(
        Ruled.MATCH,
        concern.match_id,
        concern.community_id,
        (concern.for_id,),
        concern.for_id if ruling is Ruling.CONCERN_CLOSED else None,
        frozenset({concern.by_id, concern.about_id}),
        concern.about_id,
    )


def of(session: Session, match_id: UUID, for_id: UUID) -> Concern | None:
    """The concern that somebody has of a match."""
    theirs = select(Concern).where(col(Concern.match_id) == match_id, col(Concern.for_id) == for_id)
    return session.scalars(theirs).first()


def reopen(session: Session, concern: Concern, *, actor: UUID | None, now: datetime) -> None:
    """It was wrong to close it: it stands again, and bars for two weeks more. `actor` None: the operator."""
    _, match = locks.take_match(session, session.get_one(Match, concern.match_id))
    session.refresh(concern)
    if concern.closed_at is not None:
        concern.closed_at = concern.closed_by = None
        closing.reopen_of_concern(session, concern)
        concern.bars_until = now + CONCERN_BARS
        record_on(session, EventKind.CONCERN_RENEWED, match, actor=actor, for_id=concern.for_id, now=now)
