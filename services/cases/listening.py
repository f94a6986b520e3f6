"""Who hears a case: whoever answers for more than whom it is about, and has nothing to do with those concerned.

Coordinators hear what is about members, stewards what is about coordinators; what is about a steward or the community
itself is for the outside ear, the operator. So is what nobody of the community may hear.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Case, Concern, FormerSelf, Report
from services.cases import related
from services.judging import bench, own_matter
from services.judging.bench import Bench


def parties(session: Session, cases: Collection[Case]) -> dict[UUID, frozenset[UUID]]:
    """By case, all whom it concerns: whom it is about, as whomever they were here, and who reported, for whom."""
    found = {case.id: {case.about_id} if case.about_id else set[UUID]() for case in cases}
    about = frozenset[UUID]().union(*found.values())
    same = or_(col(FormerSelf.person_id).in_(about), col(FormerSelf.former_id).in_(about))
    for pair in session.scalars(select(FormerSelf).where(same)):
        for people in found.values():
            if people & {pair.person_id, pair.former_id}:
                people |= {pair.person_id, pair.former_id}
    for row in session.scalars(select(Report).where(col(Report.case_id).in_(found))):
        found[row.case_id] |= {row.by_id, row.for_id}
    return {case_id: frozenset(people) for case_id, people in found.items()}


def listeners(session: Session, case: Case, concerned: Collection[UUID]) -> frozenset[UUID]:
    """Who answers for enough to hear this case of those `concerned`; none where it is for the outside ear: also where
    they keep away from most who would hear it, and so would choose who does.
    """
    there = bench.of(session, [case.community_id], concerned)
    return _of(there, case, concerned)


def _of(there: Bench, case: Case, concerned: Collection[UUID]) -> frozenset[UUID]:
    return there.of_complaint(case.community_id, case.about_id, case.about_role, concerned)


def has_role(session: Session, caller: Caller, case: Case) -> bool:
    """Whether the caller answers for enough to hear it, whoever else they are."""
    return caller.person_id in listeners(session, case, parties(session, [case])[case.id])


def is_theirs(session: Session, people: Collection[UUID], case: Case) -> bool:
    """Whether a case is these people's own matter: of one of them, of whom they know, or of whom they keep away."""
    return not _not_theirs(session, people).isdisjoint(parties(session, [case])[case.id])


def who_hears(session: Session, case: Case) -> list[UUID]:
    """Those of the community who may hear it."""
    concerned = parties(session, [case])[case.id]
    return own_matter.judges(session, listeners(session, case, concerned), concerned, words=True)


def heard_here(session: Session, case: Case) -> bool:
    """Whether somebody of the community may hear it; else it is for the outside ear."""
    return bool(who_hears(session, case))


def own_matters(session: Session, caller: Caller, communities: Collection[UUID]) -> list[UUID]:
    """The open cases of these communities that are not the caller's to hear."""
    if not communities:
        return []
    cases = session.scalars(
        select(Case).where(col(Case.community_id).in_(communities), col(Case.closed_at).is_(None))
    ).all()
    return sorted(not_for(session, caller, cases))


def not_for(session: Session, caller: Caller, cases: Collection[Case]) -> set[UUID]:
    """Those of these cases that the caller may not hear, for they are their own matter, or others' to hear; as many
    queries for any number of them.
    """
    if not cases:
        return set()
    mine, concerned = _not_theirs(session, caller.voices), parties(session, cases)
    communities = {case.community_id for case in cases}
    there = bench.of(session, communities, frozenset[UUID]().union(*concerned.values()))
    return {
        case.id
        for case in cases
        if mine & concerned[case.id] or caller.person_id not in _of(there, case, concerned[case.id])
    }


def cases_of_concerns(session: Session, matches: Collection[UUID]) -> dict[UUID, UUID]:
    """By match, the case that an open concern about it is in."""
    if not matches:
        return {}
    found = session.execute(
        select(col(Concern.match_id), col(Report.case_id))
        .join(Report, col(Report.concern_id) == col(Concern.id))
        .where(col(Concern.match_id).in_(matches), col(Concern.closed_at).is_(None))
    )
    return {row.match_id: row.case_id for row in found}


def _not_theirs(session: Session, people: Collection[UUID]) -> frozenset[UUID]:
    """Whose matters these do not judge: they, who has to do with one of them, and who keeps away from one of them or is
    kept away, which goes before every role.
    """
    return related.matters_of(session, people) | own_matter.kept_away(session, people)
