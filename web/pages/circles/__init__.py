"""The pages of a circle: what it is, its members, its rules, inviting and founding."""

from web.pages.circles import edit, flyer, found, front, invitations, members, rules, word_wanted

ROUTERS = (
    found.router,
    members.router,
    edit.router,
    rules.router,
    invitations.router,
    word_wanted.router,
    flyer.router,
    front.router,
)
