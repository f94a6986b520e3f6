"""What two people have with one another: its page, the other's contact, and keeping away from them."""

from web.pages.matches import block, match

ROUTERS = (match.router, block.router)
