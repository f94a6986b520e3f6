"""The channels that messages leave by, made from the settings."""

import json
from collections.abc import Mapping

from core import clock
from core.crypto.vault import Vault
from core.database.db import Database
from core.models import SentCopy
from core.models.notification import ChannelName
from core.settings import Settings
from notifications.channels.base import Channel, Parcel
from notifications.channels.console import ConsoleChannel, Sink
from notifications.channels.email import EmailChannel
from notifications.channels.fcm import FcmChannel
from notifications.channels.sms import SmsChannel
from notifications.messages.operator import Mailbox


def from_settings(settings: Settings, database: Database) -> Mapping[ChannelName, Channel]:
    """A channel for each way that is configured. In development the others print; in production nothing is printed.

    To be called on the event loop that the channels will live on.
    """
    channels = configured(settings)
    if settings.is_development:
        for name in ChannelName:
            channels.setdefault(name, ConsoleChannel(_keep_copies_in(database), name=name))
    return channels


def configured(settings: Settings) -> dict[ChannelName, Channel]:
    """A channel for each way that is configured, and no other. To be called on the event loop they will live on."""
    channels: dict[ChannelName, Channel] = {}
    if settings.firebase_credentials is not None:
        account = json.loads(settings.firebase_credentials.read_text())
        channels[ChannelName.PUSH] = FcmChannel(account, base_url=settings.fcm_base_url)
    if settings.smtp_host is not None:
        channels[ChannelName.EMAIL] = EmailChannel(
            settings.smtp_host,
            settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            start_tls=settings.smtp_start_tls,
            sender=settings.mail_from,
        )
    if settings.sms_url is not None:
        channels[ChannelName.SMS] = SmsChannel(
            settings.sms_url,
            token=settings.sms_token.get_secret_value() if settings.sms_token else None,
            fields=settings.sms_fields,
        )
    return channels


def fingerprints(settings: Settings, vault: Vault) -> dict[ChannelName, str]:
    """By what the settings of each channel are known again; nothing can be read from it."""
    account = settings.firebase_credentials
    parts: dict[ChannelName, tuple[object, ...]] = {
        ChannelName.EMAIL: (
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_username,
            settings.smtp_password and settings.smtp_password.get_secret_value(),
            settings.smtp_start_tls,
            settings.mail_from,
        ),
        ChannelName.SMS: (
            settings.sms_url,
            settings.sms_token and settings.sms_token.get_secret_value(),
            sorted(settings.sms_fields.items()),
        ),
        ChannelName.PUSH: (settings.fcm_base_url, account and account.read_text()),
    }
    return {
        channel: vault.mac("channel settings", repr((channel.value, *one)).encode()).hex()[:32]
        for channel, one in parts.items()
    }


def _as_read(parcel: Parcel, channel: str) -> str:
    """A letter ends with its link; in a text message it stands within."""
    return f"{parcel.text}\n\n{parcel.link}" if channel == ChannelName.EMAIL and parcel.link else parcel.text


def _keep_copies_in(database: Database) -> Sink:
    """Keeps a copy of what was printed, which `/dev/outbox` shows."""

    def keep(parcel: Parcel, channel: str) -> None:
        with database.transaction() as session:
            session.add(
                SentCopy(
                    channel=channel,
                    address=parcel.address.lower(),
                    subject=parcel.subject,
                    text=_as_read(parcel, channel),
                    at=clock.now(session, movable=True),
                )
            )

    return keep


def operators_mailbox(settings: Settings) -> Mailbox | None:
    """Where letters to whoever runs the server go; None: nowhere."""
    if settings.operator_mail is None:
        return None
    return Mailbox(settings.operator_mail, settings.operator_language)
