"""Offering help: a first offer, what one's offers say, breaks, and the promises that stand."""

from web.pages.helping import my_help, new, offer

ROUTERS = (my_help.router, new.router, offer.router)
