"""Leaving for good: taking back what somebody asked for and offered, and erasing what was kept of them.

`ending` takes back, `forgetting` deletes and empties, `erasing` is somebody's own act, `idle` what becomes of accounts
that nobody uses.
"""

from services.leaving.ending import lock_all, withdraw_all
from services.leaving.erasing import erase, erase_again, keep

__all__ = ["erase", "erase_again", "keep", "lock_all", "withdraw_all"]
