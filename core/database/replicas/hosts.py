"""The servers that an address names, each by an address of its own: each is asked, and left alone, by itself."""

from itertools import cycle

from sqlalchemy.engine import URL, make_url

_AMONG_SEVERAL = ("target_session_attrs", "load_balance_hosts")
"""How libpq would choose among several hosts. Of one there is no choice."""


def each(url: str) -> list[str]:
    """`url` for each of its hosts, in their order. Several stand in `host=a,b`, their ports in `port=…` likewise."""
    whole = make_url(url).difference_update_query(_AMONG_SEVERAL)
    hosts = _listed(whole, "host")
    if len(hosts) < 2 or "hostaddr" in whole.query:
        return [_written(whole)]
    ports = cycle(_listed(whole, "port") or [str(whole.port or 5432)])
    return [
        _written(whole.update_query_dict({"host": host, "port": port}))
        for host, port in zip(hosts, ports, strict=False)
    ]


def _listed(url: URL, name: str) -> list[str]:
    return [one for part in url.normalized_query.get(name, ()) for one in part.split(",")]


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)
