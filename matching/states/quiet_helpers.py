"""Helpers from whom nothing is heard: when they are told so, kindly, and when nobody asks them any more.

Nothing was heard of whoever said neither yes nor no, and opened neither app nor page nor link; and it tells something
only where they were asked meanwhile, and that reached them.
"""

from datetime import timedelta

LONG = timedelta(days=60)
"""So long nothing was heard of somebody before they are told so."""
ASKED_BEFORE = 6
"""So many requests reached them in that time."""
ASKED_SINCE = 2
"""So many more, after they were told, and nobody asks them until they say that they are there."""
