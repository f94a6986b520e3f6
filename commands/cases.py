"""Concerns, what else was reported, and appeals that nobody of their community may hear: the operator does."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import typer
from sqlmodel import Session

from commands.opening import acting, console


def list_all() -> None:
    """Concerns, reports and appeals that wait for you, each oldest first."""
    from services.oversight import cases
    from services.safety import cases as safety_cases
    from services.safety import outside

    with acting() as (session, _):
        for case in cases.waiting(session):
            concern = case.concern
            console.print(
                f"{concern.id}  {concern.at:%Y-%m-%d %H:%M}  {case.community.name}: "
                f"about a {concern.about_role}, until {concern.bars_until:%Y-%m-%d} nothing opens by itself to them"
            )
        for reported, community in safety_cases.for_operator(session):
            whom = f"a {reported.about_role}" if reported.about_id else "the community"
            presses = ", and it cannot wait" if reported.pressing else ""
            console.print(
                f"{reported.id}  {reported.opened_at:%Y-%m-%d %H:%M}  {community.name}: reported, about {whom}{presses}"
            )
        for appeal, decision in outside.waiting(session):
            console.print(
                f"{appeal.id}  {appeal.at:%Y-%m-%d %H:%M}  an appeal against {decision.ruling} "
                f"of a {decision.about} by a {decision.by_role}"
            )


def show(case_id: str) -> None:
    """What was written with a concern, reported, or in an appeal. Read it to judge, and keep it to yourself."""
    from services.oversight import cases

    with acting() as (session, now):
        if _is_appeal(session, case_id):
            _show_appeal(session, UUID(case_id))
            return
        if _is_reported(session, case_id):
            _show_reported(session, UUID(case_id), now)
            return
        case = cases.read(session, UUID(case_id))
        concern = case.concern
        console.print(f"{case.community.name} ({case.community.id}), match {concern.match_id}")
        console.print(f"raised by {concern.by_id} for {concern.for_id}, about {concern.about_id}")
        console.print(case.note or "(nothing was written)")


def _is_appeal(session: Session, appeal_id: str) -> bool:
    from core.models import Appeal

    return session.get(Appeal, UUID(appeal_id)) is not None


def _show_appeal(session: Session, appeal_id: UUID) -> None:
    from services.safety import outside

    heard = outside.read(session, appeal_id)
    decision = heard.decision
    console.print(f"{decision.ruling} of {decision.about} {decision.about_id}, by {decision.by_id}")
    console.print(f"The reason was: {heard.reason or '(none can be read)'}")
    console.print(f"{heard.appeal.for_id} says: {heard.text or '(none can be read)'}")


def uphold(appeal_id: str, reason: str = typer.Option(..., help="Whose appeal it is reads this.")) -> None:
    """You have looked: the decision stands, for good."""
    _settle(appeal_id, True, reason)


def overturn(appeal_id: str, reason: str = typer.Option(..., help="Whose appeal it is reads this.")) -> None:
    """You have looked: the decision was wrong, and what it did is undone."""
    _settle(appeal_id, False, reason)


def _settle(appeal_id: str, upheld: bool, reason: str) -> None:
    from services.safety import outside

    with acting() as (session, now):
        outside.decide(session, UUID(appeal_id), upheld=upheld, reason=reason, now=now)
        console.print("The decision stands." if upheld else "The decision is undone.")


def _is_reported(session: Session, case_id: str) -> bool:
    from core.models import Case

    return session.get(Case, UUID(case_id)) is not None


def _show_reported(session: Session, case_id: UUID, now: datetime) -> None:
    from services.safety import cases

    file = cases.read_as_operator(session, case_id, now=now)
    console.print(f"community {file.case.community_id}, about {file.case.about_id or 'the community itself'}")
    for report in file.reports:
        console.print(f"{report.at:%Y-%m-%d %H:%M}  {report.kind} ({report.about_type}), by {report.by_id}")
    for row, words in file.evidence:
        console.print(f"{row.kind} {row.part}, by {row.author_id}: {words}")


def close(case_id: str, reason: str = typer.Option(..., help="Whose concern it is reads this.")) -> None:
    """You have looked, and the case is over. The two stay apart."""
    _decide(case_id, "closed", reason)


def renew(case_id: str, reason: str = typer.Option(..., help="Whose concern it is reads this.")) -> None:
    """You have looked: for two weeks more nothing opens by itself to whom it is about."""
    _decide(case_id, "renewed", reason)


def _decide(case_id: str, verdict: Literal["closed", "renewed"], reason: str) -> None:
    from services.oversight import cases

    with acting() as (session, now):
        if _is_reported(session, case_id):
            if verdict == "renewed":
                raise typer.BadParameter("what was reported can be closed; only a concern can be renewed")
            _settle_reported(session, case_id, "closed", reason, now)
            return
        cases.decide(session, UUID(case_id), verdict, reason=reason, now=now)
        console.print(f"The case is {verdict}.")


def warn(case_id: str, reason: str = typer.Option(..., help="Whom it is about reads this.")) -> None:
    """You have looked at what was reported: whom it is about is warned."""
    with acting() as (session, now):
        _settle_reported(session, case_id, "warned", reason, now)


def suspend(case_id: str, reason: str = typer.Option(..., help="Whom it is about reads this.")) -> None:
    """You have looked at what was reported: whom it is about is suspended in that community."""
    with acting() as (session, now):
        _settle_reported(session, case_id, "suspended", reason, now)


def _settle_reported(
    session: Session,
    case_id: str,
    verdict: Literal["closed", "warned", "suspended"],
    reason: str,
    now: datetime,
) -> None:
    """What was reported is decided, and whoever reported it sees that somebody looked."""
    from services.safety import cases, verdicts

    case = cases.operators(session, UUID(case_id))
    verdicts.settle(session, None, case, verdict, reason=reason, now=now)
    console.print(f"The case is {verdict}.")


def let_back(
    community_id: str, person_id: str, reason: str = typer.Option(..., help="Whom you let back reads this.")
) -> None:
    """Somebody is suspended no more, whoever suspended them. Who had left before may join again."""
    from services.safety import suspensions

    with acting() as (session, now):
        where, whom = UUID(community_id), UUID(person_id)
        member = suspensions.let_back_by_operator(session, where, whom, reason=reason, now=now)
        console.print(f"They are let back: {member.state}.")
