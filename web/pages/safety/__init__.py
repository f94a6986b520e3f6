"""The pages of what was wrong: reports, and what humans decided."""

from web.pages.safety import decisions, reports

ROUTERS = (decisions.router, reports.router)
