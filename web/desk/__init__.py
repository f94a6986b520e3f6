"""The desk: what needs a human in a circle, for those who answer for it, and all that is needed to decide it."""

from web.desk import appeals, calls, cases, matches, reveals

ROUTERS = (
    matches.router,
    cases.router,
    appeals.router,
    calls.router,
    reveals.router,
)
