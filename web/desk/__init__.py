"""The desk of those who answer for a circle: what needs a human, each thing on one page, and what is done about it."""

from web.desk import (
    appeals,
    calls,
    cases,
    circles,
    duty,
    intake,
    later,
    list,
    matches,
    need,
    people,
    person,
    reveals,
    undo,
)

ROUTERS = (
    circles.router,
    list.router,
    need.router,
    later.router,
    undo.router,
    matches.router,
    cases.router,
    appeals.router,
    calls.router,
    reveals.router,
    people.router,
    person.router,
    intake.router,
    duty.router,
)
