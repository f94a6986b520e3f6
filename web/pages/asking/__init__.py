"""Asking, without an account first: what, where, when, in own words; all of it once more; then it is posted."""

from web.pages.asking import check, kinds, when, where, words

ROUTERS = (kinds.router, where.router, when.router, words.router, check.router)
