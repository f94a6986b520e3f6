"""Secret words: random, long enough not to be guessed, short enough to be copied."""

import secrets


def new_secret() -> str:
    """A word to hand to somebody: 20 characters of 100 bits, easy to copy."""
    return secrets.token_hex(13)[:25]
