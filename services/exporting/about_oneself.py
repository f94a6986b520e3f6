"""Of an export: what somebody is called, how they are reached, where they are signed in, and what they were told."""

from core import models
from services import sealed
from services.exporting.section import Section, in_cell, own, under

ABOUT_ONESELF = (
    Section(
        "person",
        "What you are called, and what you chose.",
        models.Person,
        own(models.Person, "id"),
        (
            *("id", "created_at", "seen_at", "represented", "languages", "locale", "time_zone", "is_adult"),
            *(
                "quiet_from",
                "quiet_to",
                "asks_a_day",
                "asks_a_week",
                "urgent_welcome",
                "paused",
                "paused_until",
            ),
            *("hidden", "to_be_met", "erasure_from"),
        ),
        (under("id", "display_name", in_cell(sealed.name_cell)),),
    ),
    Section(
        "contact_points",
        "Where you can be reached.",
        models.ContactPoint,
        own(models.ContactPoint, "person_id"),
        ("id", "kind", "verified_at", "used_at"),
        (under("person_id", "sealed", in_cell(sealed.contact_cell), "address"),),
    ),
    Section(
        "accounts_elsewhere",
        "Accounts elsewhere that sign you in here; only that there is one.",
        models.Identity,
        own(models.Identity, "person_id"),
        ("id", "provider", "anonymous"),
    ),
    Section(
        "former_addresses",
        "That you let an address go: when it was last used; which one, nobody can read.",
        models.FormerPoint,
        own(models.FormerPoint, "person_id"),
        ("used_at", "until"),
    ),
    Section(
        "sign_ins",
        "Where you are or were signed in.",
        models.AuthSession,
        own(models.AuthSession, "person_id"),
        ("id", "kind", "own_phone", "created_at", "refreshed_at", "expires_at", "ended_at", "proved_at"),
        (under("person_id", "device_name", in_cell(sealed.sign_in_cell)),),
    ),
    Section(
        "devices",
        "Phones that ring for you.",
        models.Device,
        own(models.Device, "person_id"),
        ("id", "transport", "locale", "seen_at"),
    ),
    Section(
        "notification_settings",
        "Kinds of message that you switched on or off.",
        models.NotificationSetting,
        own(models.NotificationSetting, "person_id"),
        ("kind", "enabled"),
    ),
    Section(
        "notifications",
        "What you were told.",
        models.Notification,
        own(models.Notification, "person_id"),
        ("id", "kind", "subject_type", "subject_id", "params", "at", "read_at"),
    ),
    Section(
        "links",
        "Small pages that were sent to you: what each was for, not the word that opens it.",
        models.Link,
        own(models.Link, "person_id"),
        ("id", "purpose", "subject_id", "created_at", "expires_at", "used_at"),
    ),
)
