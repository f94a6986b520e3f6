"""Concerns that nobody of their community may judge, and appeals that nobody there may hear: the operator does."""

from typing import Literal
from uuid import UUID

import typer
from sqlmodel import Session

from commands.opening import acting, console


def list_all() -> None:
    """Concerns and appeals that wait for you, each oldest first."""
    from services.oversight import cases
    from services.safety import outside

    with acting() as (session, _):
        for case in cases.waiting(session):
            concern = case.concern
            console.print(
                f"{concern.id}  {concern.at:%Y-%m-%d %H:%M}  {case.community.name}: "
                f"about a {concern.about_role}, until {concern.bars_until:%Y-%m-%d} nothing opens by itself to them"
            )
        for appeal, decision in outside.waiting(session):
            console.print(
                f"{appeal.id}  {appeal.at:%Y-%m-%d %H:%M}  an appeal against {decision.ruling} "
                f"of a {decision.about} by a {decision.by_role}"
            )


def show(case_id: str) -> None:
    """What was written with a concern, or in an appeal. Read it to judge, and keep it to yourself."""
    from core.models import Appeal
    from services.oversight import cases

    with acting() as (session, _):
        if session.get(Appeal, UUID(case_id)) is not None:
            _show_appeal(session, UUID(case_id))
            return
        case = cases.read(session, UUID(case_id))
        concern = case.concern
        console.print(f"{case.community.name} ({case.community.id}), match {concern.match_id}")
        console.print(f"raised by {concern.by_id} for {concern.for_id}, about {concern.about_id}")
        console.print(case.note or "(nothing was written)")


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


def close(case_id: str, reason: str = typer.Option(..., help="Whose concern it is reads this.")) -> None:
    """You have looked, and the case is over. The two stay apart."""
    _decide(case_id, "closed", reason)


def renew(case_id: str, reason: str = typer.Option(..., help="Whose concern it is reads this.")) -> None:
    """You have looked: for two weeks more nothing opens by itself to whom it is about."""
    _decide(case_id, "renewed", reason)


def _decide(case_id: str, verdict: Literal["closed", "renewed"], reason: str) -> None:
    from services.oversight import cases

    with acting() as (session, now):
        cases.decide(session, UUID(case_id), verdict, reason=reason, now=now)
        console.print(f"The case is {verdict}.")
