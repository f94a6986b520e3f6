"""The refresh tokens of one sign-in: each works once, a lost answer is given again, a stolen one is noticed.

A refresh token is traded for its successor and an access token that comes with it. Until one of the two is shown the
answer may have been lost on the way, so that the old token is answered again, however late. Afterwards whoever shows
the old one has not been there since: it was copied, and the family ends (RFC 9700, 4.14.2, for clients whose answers
may be lost).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """The newest generation that was handed out, and the newest of which anything was shown."""

    generation: int = 1
    shown: int = 0

    def seen(self, generation: int) -> "Family":
        """The same after a token of this generation was shown."""
        return Family(max(self.generation, generation), max(self.shown, generation))

    def traded(self, generation: int) -> "Family | None":
        """The same after the refresh token of this generation was shown; None where that ends it.

        One that is newer than what is known here is ours all the same: the tables are those of an older copy.
        """
        if generation >= self.generation:
            return Family(generation + 1, generation)
        if generation == self.generation - 1 and self.shown < self.generation:
            return self
        return None
