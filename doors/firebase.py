"""Firebase ID tokens, checked by Google's library. An e-mail address or number counts only where Firebase
verified it."""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import firebase_admin
from firebase_admin import auth, credentials, exceptions

from core.errors import Problem, Unauthorized
from core.settings import Settings

APP = "minka-auth"
_lock = threading.Lock()


class NotOffered(Problem):
    status, code = 409, "sign_in_not_possible"


@dataclass(frozen=True, slots=True)
class Verified:
    """Whom a token speaks of. `signed_in_at`: when they signed in there, which a token may outlive by far."""

    uid: str
    email: str | None
    phone: str | None
    signed_in_at: datetime


def verified(settings: Settings, id_token: str) -> Verified:
    """Whom this token belongs to. Raises Unauthorized; NotOffered where no Firebase project is set."""
    if settings.firebase_credentials is None:
        raise NotOffered
    try:
        claims = auth.verify_id_token(id_token, app=_app(settings.firebase_credentials))
    except (ValueError, auth.InvalidIdTokenError, exceptions.FirebaseError) as error:
        raise Unauthorized("firebase_refused") from error
    email = claims.get("email") if claims.get("email_verified") is True else None
    phone = claims.get("phone_number")  # Firebase has no other than verified ones
    return Verified(
        claims["uid"],
        str(email).lower() if email else None,
        str(phone) if phone else None,
        datetime.fromtimestamp(claims["auth_time"], UTC),
    )


def _app(path: Path) -> object:
    with _lock:
        try:
            return firebase_admin.get_app(APP)
        except ValueError:
            certificate = credentials.Certificate(json.loads(path.read_text()))
            return firebase_admin.initialize_app(certificate, name=APP)
