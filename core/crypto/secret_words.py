"""Secret words: random, long enough not to be guessed, made of letters that nobody mistakes for another."""

import secrets
from math import ceil

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What can be read off a card, or told on the phone. 32 of them: each carries five bits."""


def new_secret(bits: int) -> str:
    """A word that takes at least 2 to the power of `bits` guesses: a letter for every five of them."""
    return "".join(secrets.choice(LETTERS) for _ in range(ceil(bits / 5)))
