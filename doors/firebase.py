"""Firebase ID tokens, checked by Google's library, and at Google itself: there an account may be closed, or its
sign-ins ended. An e-mail address or number counts only where Firebase verified it."""

import json
import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import firebase_admin
from firebase_admin import auth, credentials, exceptions
from google.auth.exceptions import GoogleAuthError
from requests.adapters import HTTPAdapter

from core.errors import Problem, Unauthorized, Unavailable
from core.settings import Settings

log = logging.getLogger(__name__)

SECONDS = 4
"""So long one answer of Google's is waited for."""
RETRY_AFTER = 10
"""Seconds after which whoever could not be vouched for may ask again."""
REFUSED = (ValueError, auth.InvalidIdTokenError, auth.UserDisabledError, auth.UserNotFoundError)
"""What Google's library raises where the token is none, is over, or its account is closed or signed out everywhere."""
AWAY = (exceptions.FirebaseError, GoogleAuthError)
"""What it raises where Google did not answer, or not us: then nobody is let through."""
_lock = threading.Lock()


class NotOffered(Problem):
    status, code = 409, "sign_in_not_possible"


@dataclass(frozen=True, slots=True)
class Verified:
    """Whom a token speaks of. `signed_in_at`: when they signed in there, which a token may outlive by far.

    `anonymous`: an account without a name, to which nobody can sign in anew.
    """

    uid: str
    email: str | None
    phone: str | None
    signed_in_at: datetime
    anonymous: bool


def verified(settings: Settings, id_token: str) -> Verified:
    """Whom this token belongs to, by Google's word of this moment. It waits for the network: hold nothing meanwhile.

    Raises Unauthorized; NotOffered where no Firebase project is set; Unavailable where Google does not answer.
    """
    if settings.firebase_credentials is None:
        raise NotOffered
    try:
        claims = auth.verify_id_token(id_token, app=app_of(settings.firebase_credentials), check_revoked=True)
    except REFUSED as error:
        raise Unauthorized("firebase_refused") from error
    except AWAY as error:
        log.warning("Firebase did not answer whether a sign-in stands: %s", type(error).__name__)
        raise Unavailable(retry_after=RETRY_AFTER) from error
    email = claims.get("email") if claims.get("email_verified") is True else None
    phone = claims.get("phone_number")  # Firebase has no other than verified ones
    return Verified(
        claims["uid"],
        str(email).lower() if email else None,
        str(phone) if phone else None,
        datetime.fromtimestamp(claims["auth_time"], UTC),
        claims.get("firebase", {}).get("sign_in_provider") == "anonymous",
    )


def app_of(path: Path) -> firebase_admin.App:
    """Google's library with the credentials of this file. It tries nothing again by itself: whoever calls does."""
    name = f"minka-auth {path}"
    with _lock:
        try:
            return firebase_admin.get_app(name)
        except ValueError:
            certificate = credentials.Certificate(json.loads(path.read_text()))
            app = firebase_admin.initialize_app(certificate, {"httpTimeout": SECONDS}, name=name)
            http = auth._get_client(app)._user_manager.http_client.session
            for scheme in ("https://", "http://"):
                http.mount(scheme, HTTPAdapter(max_retries=0))
            return app
