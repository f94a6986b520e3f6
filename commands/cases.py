"""Concerns that nobody of their community may judge: the operator hears them."""

from typing import Literal
from uuid import UUID

import typer

from commands.opening import acting, console


def list_all() -> None:
    """Concerns that wait for you, oldest first."""
    from services.oversight import cases

    with acting() as (session, _):
        for case in cases.waiting(session):
            concern = case.concern
            console.print(
                f"{concern.id}  {concern.at:%Y-%m-%d %H:%M}  {case.community.name}: "
                f"about a {concern.about_role}, until {concern.bars_until:%Y-%m-%d} nothing opens by itself to them"
            )


def show(case_id: str) -> None:
    """What was written with a concern. Read it to judge, and keep it to yourself."""
    from services.oversight import cases

    with acting() as (session, _):
        case = cases.read(session, UUID(case_id))
        concern = case.concern
        console.print(f"{case.community.name} ({case.community.id}), match {concern.match_id}")
        console.print(f"raised by {concern.by_id} for {concern.for_id}, about {concern.about_id}")
        console.print(case.note or "(nothing was written)")


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
