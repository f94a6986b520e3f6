"""Pushes as FCM takes them: a message composed from a parcel, and what it weighs."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from firebase_admin import messaging

from core.clock import real_now
from notifications.channels.base import Parcel

MOST_BYTES = 1024
"""What a push may weigh, its address not counted. FCM itself would take 4096."""

LONGEST_LIFE = timedelta(weeks=4)

APPLE_LONGEST_COLLAPSE_ID = 64
_PASSIVE = messaging.APNSPayload(messaging.Aps(custom_data={"interruption-level": "passive"}))


def compose(parcel: Parcel) -> messaging.Message:
    """The push for `parcel`: generic words, a random id, the kind and an address, and nothing else.

    Raises ValueError for an address that is neither `fid` nor `token`.
    """
    if parcel.address_kind not in ("fid", "token") or not parcel.address:
        raise ValueError("FCM delivers to a fid or a token")
    life = timedelta(seconds=max(0, int(min(parcel.time_to_live, LONGEST_LIFE).total_seconds())))
    message = messaging.Message(
        data={"message_id": parcel.message_id, "kind": parcel.kind, "link": parcel.link},
        notification=messaging.Notification(title=parcel.subject, body=parcel.text),
        android=messaging.AndroidConfig(
            collapse_key=parcel.collapse_key,
            priority="high" if parcel.urgent else "normal",
            ttl=life,
            notification=messaging.AndroidNotification(
                tag=parcel.collapse_key, priority="min" if parcel.silent else None
            ),
        ),
        apns=messaging.APNSConfig(
            headers=_apple_headers(parcel, life), payload=_PASSIVE if parcel.silent else None
        ),
        webpush=messaging.WebpushConfig(
            headers={"TTL": str(int(life.total_seconds())), "Urgency": "high" if parcel.urgent else "normal"},
            notification=messaging.WebpushNotification(
                tag=parcel.collapse_key, language=parcel.locale, silent=True if parcel.silent else None
            ),
        ),
    )
    # Set afterwards: as an argument, `token` warns of its end. Devices that registered with a token still
    # hear us.
    setattr(message, parcel.address_kind, parcel.address)
    return message


def weight(message: messaging.Message) -> int:
    """A push's size in bytes, its address not counted: `MOST_BYTES` at most, or it does not leave."""
    fields: Mapping[str, Any] = json.loads(str(message))  # firebase-admin's JSON
    rest = {key: value for key, value in fields.items() if key not in ("fid", "token")}
    return len(json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode())


def _apple_headers(parcel: Parcel, life: timedelta) -> dict[str, str]:
    headers = {
        "apns-priority": "10" if parcel.urgent else "5",
        "apns-expiration": str(int((real_now() + life).timestamp())),
    }
    if parcel.collapse_key:
        headers["apns-collapse-id"] = _apple_collapse_id(parcel.collapse_key)
    return headers


def _apple_collapse_id(key: str) -> str:
    """Apple takes 64 bytes; a longer key becomes its hash, which is as long as that and as good a key."""
    return key if len(key.encode()) <= APPLE_LONGEST_COLLAPSE_ID else hashlib.sha256(key.encode()).hexdigest()
