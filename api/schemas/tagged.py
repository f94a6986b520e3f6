"""Single things that somebody edits."""

from api.schemas.base import Shape


class Tagged(Shape):
    """A thing of which its author's edits are counted: each answer that is such a thing carries its entity tag, and
    the one that made it the address at which it can be read. The description says so of every route that answers one.
    """
