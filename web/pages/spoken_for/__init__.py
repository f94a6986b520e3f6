"""The pages of people one speaks for: who have no phone for this, and gave their yes to it."""

from web.pages.spoken_for import entering, people

ROUTERS = (entering.router, people.router)
