"""The words of changes that one alone does not make: of what kind, for whose word they wait, how they end."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """What one steward or coordinator alone does not change in a community."""

    STEWARD = "steward"
    """Somebody answers for the whole community from now on."""
    DESCRIPTION = "description"
    """Its name, its place or its reach."""
    EMERGENCY_ADDED = "emergency_added"
    EMERGENCY_TAKEN = "emergency_taken"
    CHECKED = "checked"
    """Somebody's identity was checked."""


class Speaker(StrEnum):
    """Whose word may be missing: of the community itself, of one that knows it, or of whoever runs the server."""

    COORDINATOR = "coordinator"
    STEWARD = "steward"
    NEIGHBOUR = "neighbour"
    OPERATOR = "operator"


class ChangeEnd(StrEnum):
    """How a change that waited ended."""

    MADE = "made"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    """Whoever wanted it did not any more, or another of its kind took its place."""
    LAPSED = "lapsed"
    """No word came in time, or whoever wanted it answers for the community no more."""
