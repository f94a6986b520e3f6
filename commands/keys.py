"""The master key, made for the operator to keep."""

import secrets
from base64 import urlsafe_b64encode


def new() -> None:
    """Prints a fresh master key. Keep it outside the database; without it nothing can be read any more."""
    print(urlsafe_b64encode(secrets.token_bytes(32)).decode())
