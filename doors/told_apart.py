"""Whether callers can be told apart by their addresses: behind a proxy that hands none on they are all one network."""

from ipaddress import ip_address

ENOUGH = 200
"""So many calls from one address of a private network and none from elsewhere: that is the proxy."""


class ToldApart:
    """What a process has seen of its callers' addresses since it began."""

    def __init__(self) -> None:
        self._first: str | None = None
        self._seen = 0
        self._differ = False

    def saw(self, host: str | None) -> None:
        """One more call, from this address."""
        if self._differ or host is None:
            return
        self._first = self._first or host
        self._differ = host != self._first
        self._seen += 1

    @property
    def seems_so(self) -> bool:
        """False where every caller seems to come from one private address, which no public server's do."""
        return self._differ or self._seen < ENOUGH or not _is_private(self._first or "")


def _is_private(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_private
    except ValueError:
        return False
