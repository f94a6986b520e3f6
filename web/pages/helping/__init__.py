"""Offering help: a first offer, what one's offers say, breaks, promises that stand, and organisations that offer."""

from web.pages.helping import my_help, new, offer, organisation, place

ROUTERS = (my_help.router, new.router, offer.router, place.router, organisation.router)
