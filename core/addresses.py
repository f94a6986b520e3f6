"""Addresses of pages: what a message, a push or an answer links to. One page for each thing, at the public address.

Apps claim these addresses; a browser opens the page itself.
"""

from uuid import UUID

_PAGES = {
    "need": "/needs/{id}",
    "match": "/matches/{id}",
    "community": "/c/{id}",
    "offer": "/help",
}
"""By what a thing is."""
_ONESELF = "/me"
_OWN = "/my"
"""Where whatever has no page of its own is found."""


def of_thing(public_url: str, type: str, id: UUID | str, *, reader: UUID) -> str:
    """The address of a thing's page, for this reader. `id`: its id; a community's may be its slug."""
    return public_url.rstrip("/") + path_of_thing(type, id, reader=reader)


def path_of_thing(type: str, id: UUID | str, *, reader: UUID) -> str:
    """The same as a path, for pages that stand there themselves."""
    usual = _ONESELF if type == "person" and id == reader else _OWN
    return _PAGES.get(type, usual).format(id=id)


def of_link(public_url: str, token: str) -> str:
    """The address that a link opens."""
    return f"{public_url.rstrip('/')}/l/{token}"
