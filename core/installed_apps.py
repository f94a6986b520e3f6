"""Apps that may open Minka's addresses on people's phones, as an operator names them in the settings."""

import re

_PACKAGE = re.compile(r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)+", re.ASCII)
_FINGERPRINT = re.compile(r"[0-9A-F]{64}")
_APPLE = re.compile(r"[A-Z0-9]{10}\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def android(named: str) -> dict[str, tuple[str, ...]]:
    """`package=fingerprint,…` as packages with their certificates' fingerprints, each written as Android does.

    A package that is named again has several. Raises ValueError with a sentence.
    """
    apps: dict[str, tuple[str, ...]] = {}
    for entry in _entries(named):
        package, _, written = (part.strip() for part in entry.partition("="))
        digits = written.replace(":", "").upper()
        if not _PACKAGE.fullmatch(package) or not _FINGERPRINT.fullmatch(digits):
            raise ValueError(
                "MINKA_ANDROID_APPS must be package=fingerprint,… such as org.example.app=14:6D:… : the SHA-256 of the "
                f"certificate that signs it, 32 pairs of digits. This is none: {entry}"
            )
        fingerprint = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
        apps[package] = tuple(dict.fromkeys((*apps.get(package, ()), fingerprint)))
    return apps


def apple(named: str) -> tuple[str, ...]:
    """`TEAM.bundle,…` as the ids of apps. Raises ValueError with a sentence."""
    apps = tuple(dict.fromkeys(_entries(named)))
    for app in apps:
        if not _APPLE.fullmatch(app):
            raise ValueError(
                "MINKA_APPLE_APPS must be TEAM.bundle,… such as 9JA89QQLNQ.org.example.app: the ten letters of the "
                f"team, a point, the app's bundle. This is none: {app}"
            )
    return apps


def _entries(named: str) -> list[str]:
    return [entry.strip() for entry in named.split(",") if entry.strip()]
