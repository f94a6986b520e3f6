"""The card of a need: all that somebody who answers for its circle needs to decide on it, at one look."""
