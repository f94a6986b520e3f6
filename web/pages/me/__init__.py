"""The pages of oneself: what is said of one, how one is reached and when, who looked, where one is signed in."""

from web.pages.me import (
    blocks,
    hours,
    hub,
    inbox,
    leaving,
    letters,
    looks,
    reach,
    sign_ins,
    taking_along,
    told,
)

ROUTERS = (
    inbox.router,
    told.router,
    looks.router,
    blocks.router,
    sign_ins.router,
    letters.router,
    taking_along.router,
    leaving.router,
    hours.router,
    reach.router,
    hub.router,
)
