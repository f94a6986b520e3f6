"""Concerns, and what else was reported, that nobody of their community may judge: the operator hears them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import typer
from sqlmodel import Session

from commands.opening import acting, console


def list_all() -> None:
    """Concerns and reports that wait for you, oldest first."""
    from services.oversight import cases
    from services.safety import cases as safety_cases

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


def show(case_id: str) -> None:
    """What was written with a concern, or reported. Read it to judge, and keep it to yourself."""
    from services.oversight import cases

    with acting() as (session, now):
        if _is_reported(session, case_id):
            _show_reported(session, UUID(case_id), now)
            return
        case = cases.read(session, UUID(case_id))
        concern = case.concern
        console.print(f"{case.community.name} ({case.community.id}), match {concern.match_id}")
        console.print(f"raised by {concern.by_id} for {concern.for_id}, about {concern.about_id}")
        console.print(case.note or "(nothing was written)")


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
            _close_reported(session, UUID(case_id), verdict, now)
            return
        cases.decide(session, UUID(case_id), verdict, reason=reason, now=now)
        console.print(f"The case is {verdict}.")


def _close_reported(
    session: Session, case_id: UUID, verdict: Literal["closed", "renewed"], now: datetime
) -> None:
    """What was reported is closed, and whoever reported it sees that; there is nothing to renew."""
    from services.safety import cases

    if verdict == "renewed":
        raise typer.BadParameter("what was reported can be closed; only a concern can be renewed")
    cases.close(session, cases.operators(session, case_id), by=None, now=now)
    console.print("The case is closed.")
