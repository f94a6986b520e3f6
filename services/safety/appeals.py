"""Appeals: somebody says that a decision about them was wrong, and a human who had no part in it looks again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, Forbidden, NotFound
from core.events import EventKind, record
from core.ids import new_id
from core.models import Appeal, Decision, Match, Person
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import Role
from services import sealed
from services.access import rights
from services.judging import ledger, listeners, own_matter
from services.judging.ledger import Matter
from services.safety import evidence, undoing


@dataclass(frozen=True, slots=True)
class Heard:
    """An appeal as whoever hears it reads it: what it is against, why that was decided, and what they say."""

    appeal: Appeal
    decision: Decision
    reason: str | None
    text: str | None


def open_until(session: Session, decision: Decision, *, now: datetime) -> datetime | None:
    """Until when an appeal may be made against a decision; None: not, or not any more."""
    until = ledger.open_until(decision)
    if until is None or until <= now or of(session, decision.id) is not None:
        return None
    return until if undoing.stands(session, decision) else None


def of(session: Session, decision_id: UUID) -> Appeal | None:
    """The appeal against a decision, if there was one."""
    return session.scalars(select(Appeal).where(col(Appeal.decision_id) == decision_id)).one_or_none()


def make(session: Session, caller: Caller, decision_id: UUID, text: str, *, now: datetime) -> Appeal:
    """Somebody against whom a decision goes, or who speaks for them, says why it was wrong; once.

    Raises NotFound for everybody whom it does not concern, Conflict where there is no appeal, or not any more.
    """
    decision = ledger.one(session, caller, decision_id)
    whose = decision.against_id
    if of(session, decision.id) is not None:
        raise Conflict("already_appealed")
    if whose is None or not caller.speaks_for(whose) or open_until(session, decision, now=now) is None:
        raise Conflict("no_appeal")
    appeal = _written(session, caller, decision, whose, text, now)
    evidence.keep_on(session, decision, now=now)
    _record(session, EventKind.APPEAL_MADE, appeal, decision, actor=caller.person_id, now=now)
    return appeal


def _written(
    session: Session, caller: Caller, decision: Decision, whose: UUID, text: str, now: datetime
) -> Appeal:
    """The row, its words sealed. Raises Conflict where another call was first."""
    id = new_id()
    statement = insert(Appeal).values(
        id=id,
        decision_id=decision.id,
        for_id=whose,
        by_id=caller.person_id,
        at=now,
        sealed=keyring(session).seal(whose, sealed.appeal_cell(id), text),
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["decision_id"]))
    appeal = session.get(Appeal, id)
    if appeal is None:
        raise Conflict("already_appealed")
    return appeal


def read(session: Session, caller: Caller, community_id: UUID, appeal_id: UUID) -> Heard:
    """An appeal, for who may hear it. Raises NotFound for everybody outside, Forbidden for who has a part in it or does
    not answer for enough.
    """
    appeal, decision = _hearable(session, caller, community_id, appeal_id)
    return heard(session, appeal, decision)


def heard(session: Session, appeal: Appeal, decision: Decision) -> Heard:
    """An appeal with its words."""
    text = keyring(session).open(appeal.for_id, sealed.appeal_cell(appeal.id), appeal.sealed)
    return Heard(appeal, decision, ledger.reasons(session, [decision]).get(decision.id), text)


def decide(
    session: Session,
    caller: Caller,
    community_id: UUID,
    appeal_id: UUID,
    *,
    upheld: bool,
    reason: str,
    now: datetime,
) -> Appeal:
    """Decides an appeal for good: the decision stands, or what it did is undone as far as that can be.

    Raises as `read` does, and Conflict where another decided it otherwise.
    """
    appeal, decision = _hearable(session, caller, community_id, appeal_id)
    settle(session, caller, appeal, decision, upheld=upheld, reason=reason, now=now)
    return appeal


def settle(
    session: Session,
    caller: Caller | None,
    appeal: Appeal,
    decision: Decision,
    *,
    upheld: bool,
    reason: str,
    now: datetime,
) -> None:
    """Writes down how an appeal was decided, and does what follows. `caller`: None is the operator."""
    session.refresh(appeal, with_for_update={"key_share": True})
    ruling = Ruling.UPHELD if upheld else Ruling.OVERTURNED
    if appeal.outcome is not None:
        if appeal.outcome is not ruling:
            raise Conflict("not_possible", current=appeal.outcome, allowed=[])
        return
    appeal.closed_at, appeal.outcome = now, ruling
    actor = caller.person_id if caller else None
    if not upheld:
        undoing.undo(session, decision, actor=actor, now=now)
    kind = EventKind.DECISION_UPHELD if upheld else EventKind.DECISION_OVERTURNED
    event = _record(session, kind, appeal, decision, actor=actor, now=now)
    whom, others = (appeal.for_id,), ledger.parts(decision)
    matter = Matter(Ruled.APPEAL, appeal.id, decision.community_id, whom, others=others)
    ledger.write(session, caller, matter, ruling, reason=reason, event=event, now=now)
    evidence.let_go(session, decision)


def _hearable(
    session: Session, caller: Caller, community_id: UUID, appeal_id: UUID
) -> tuple[Appeal, Decision]:
    rights.require_role(caller, Role.COORDINATOR, community_id)
    appeal = session.get(Appeal, appeal_id)
    decision = session.get_one(Decision, appeal.decision_id) if appeal else None
    if appeal is None or decision is None or decision.community_id != community_id:
        raise NotFound
    if not caller.blocked.isdisjoint(decision.parties) or gone(session, appeal):
        raise NotFound
    own_matter.ensure_no_part(session, caller, ledger.parts(decision), words=True)
    if not listeners.answers_enough(session, caller, decision):
        raise Forbidden
    return appeal, decision


def gone(session: Session, appeal: Appeal) -> bool:
    """Whether whose appeal it is has left for good, and its words with them."""
    return session.get_one(Person, appeal.for_id).erased_at is not None


def _record(
    session: Session,
    kind: EventKind,
    appeal: Appeal,
    decision: Decision,
    *,
    actor: UUID | None,
    now: datetime,
) -> int:
    """An event of an appeal; in the history of a need where it is of a need, or of help that was disputed."""
    return record(
        session,
        kind,
        actor=actor,
        subject=("appeal", appeal.id),
        for_id=appeal.for_id,
        need_id=_need_of(session, decision),
        community_id=decision.community_id,
        now=now,
    )


def _need_of(session: Session, decision: Decision) -> UUID | None:
    """In whose history an appeal stands; never in one where the accused of a complaint could read of it."""
    if decision.about is Ruled.NEED:
        return decision.about_id
    if decision.about is Ruled.MATCH and decision.accused_id is None:
        return session.get_one(Match, decision.about_id).need_id
    return None
