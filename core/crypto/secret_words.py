"""Secret words: random, long enough not to be guessed, made of letters that nobody mistakes for another."""

from math import ceil

from core import source

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What can be read off a card, or told on the phone. 32 of them: each carries five bits."""


def new_secret(bits: int) -> str:
    """A word that takes at least 2 to the power of `bits` guesses: a letter for every five of them."""
    drawn = source.current().random_bytes(ceil(bits / 5))
    return "".join(LETTERS[byte % len(LETTERS)] for byte in drawn)
