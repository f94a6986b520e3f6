"""The names by which this machine calls itself: what is not for the network answers these alone."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
