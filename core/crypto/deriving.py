"""Keys made of one secret: for each purpose another one, from none of which the secret or a sister can be found."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derived(secret: bytes, purpose: str) -> bytes:
    """The 32 bytes of the key for `purpose`."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"minka {purpose}".encode()).derive(secret)
