"""Forms of other sites are refused: by what the browser says of where a form came from, and by the form's own token.

A token is keyed to the sign-in (or to the cookie before one) and to the path that its form is sent to. It is masked
anew in each answer: pages are compressed, and a secret that stands in many of them unchanged could be guessed by their
sizes (BREACH).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from urllib.parse import urlsplit

from fastapi import Request

from core import source
from core.crypto.vault import Vault
from core.settings import Settings
from web.coming.refusals import OtherSite

_LENGTH = 16
_PURPOSE = "form"


def token(vault: Vault, holder: bytes, path: str) -> str:
    """What a form of this holder's, sent to this path, has to carry."""
    mask = source.current().random_bytes(_LENGTH)
    return urlsafe_b64encode(mask + _masked(_proof(vault, holder, path), mask)).decode().rstrip("=")


def holds(vault: Vault, holder: bytes, path: str, given: str) -> bool:
    """Whether it is the token of a form that this holder was shown."""
    try:
        raw = urlsafe_b64decode(given + "==")
    except ValueError:
        return False
    mask, masked = raw[:_LENGTH], raw[_LENGTH:]
    return len(masked) == _LENGTH and compare_digest(_masked(masked, mask), _proof(vault, holder, path))


def ensure_from_here(request: Request, settings: Settings) -> None:
    """Raises OtherSite where the browser says that this form came from elsewhere."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise OtherSite
        return
    origin = request.headers.get("origin")
    if origin is not None and origin not in _ours(request, settings):
        raise OtherSite


def _ours(request: Request, settings: Settings) -> set[str]:
    public = urlsplit(settings.public_url)
    ours = {f"{public.scheme}://{public.netloc}"}
    if settings.is_development:
        ours.add(f"{request.url.scheme}://{request.url.netloc}")
    return ours


def _proof(vault: Vault, holder: bytes, path: str) -> bytes:
    return vault.mac(_PURPOSE, holder + b"|" + path.encode())


def _masked(value: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(value, mask, strict=True))
