"""Saying "I can": to a need that one saw, or to a proposal."""

from web.pages.answering import answer

ROUTERS = (answer.router,)
