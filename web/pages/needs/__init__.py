"""A need: its page for whom it is of and for others, changing it, sharing it, who could help, what happened to it."""

from web.pages.needs import edit, history, need, people, place, share

ROUTERS = (need.router, edit.router, place.router, share.router, people.router, history.router)
