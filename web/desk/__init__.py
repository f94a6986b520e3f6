"""The desk of those who answer for a circle: what needs a human, each thing on one page, and what is done about it."""

from web.desk import circles, later, list, need, undo

ROUTERS = (
    circles.router,
    list.router,
    need.router,
    later.router,
    undo.router,
)
