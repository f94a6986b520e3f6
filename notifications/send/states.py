"""How each channel does: written down when it changes, with one line in the log, and told by `/readyz`.

What is failing is bound to the settings that it failed with, by a fingerprint of them: corrected ones begin anew, and
what waited because of the old ones is tried at once.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlmodel import Session, col

from core.health.part import Looking, Named, Part
from core.models import ChannelRest, ChannelState, Delivery
from core.models.notification import ChannelName, DeliveryStatus
from core.settings import Settings
from notifications.channels import trouble
from notifications.channels.base import Outcome

log = logging.getLogger(__name__)

_WAITING = text("""
    SELECT count(*) FROM delivery WHERE status IN ('pending', 'leased') AND channel = :channel AND attempts > 0
""")


def note(session: Session, channel: ChannelName, outcome: Outcome, fingerprint: str, now: datetime) -> None:
    """Writes down what this outcome changes about its channel, if anything, and says it once."""
    well = trouble.is_well(outcome)
    if well is None:
        return
    state = session.get(ChannelState, channel, with_for_update=True)
    if well:
        if state is not None and state.failing_since is not None:
            log.warning(
                "channel %s works again, after failing since %s", channel, f"{state.failing_since:%H:%M:%S}"
            )
            state.failing_since = state.code = None
        return
    if state is None:
        state = ChannelState(channel=channel, fingerprint=fingerprint)
        session.add(state)
    if state.failing_since is None or state.code != outcome.code:
        log.error("channel %s: %s", channel, trouble.sentence(channel, outcome.code))
    state.failing_since = state.failing_since or now
    state.code, state.fingerprint = outcome.code, fingerprint


def begin(session: Session, fingerprints: Mapping[ChannelName, str], now: datetime) -> None:
    """Where a channel was failing or resting with other settings than these, it begins anew: what waits is due now."""
    for channel, fingerprint in fingerprints.items():
        others = [
            session.scalars(
                delete(table)
                .where(col(table.channel) == channel, col(table.fingerprint) != fingerprint)
                .returning(col(table.channel))
            ).all()
            for table in (ChannelState, ChannelRest)
        ]
        if any(others):
            log.warning(
                "channel %s has other settings than those that failed: what waits is tried now", channel
            )
            session.execute(
                update(Delivery)
                .where(
                    col(Delivery.channel) == channel,
                    col(Delivery.status) == DeliveryStatus.PENDING,
                    col(Delivery.attempts) > 0,
                    col(Delivery.due_at) > now,
                )
                .values(due_at=now)
            )


def failing(session: Session, settings: Settings) -> list[ChannelState]:
    """The channels that fail, of those that are set."""
    rows = session.scalars(select(ChannelState).where(col(ChannelState.failing_since).is_not(None)))
    there = {
        ChannelName.EMAIL: settings.smtp_host,
        ChannelName.SMS: settings.sms_url,
        ChannelName.PUSH: settings.firebase_credentials,
    }
    return [row for row in rows if there.get(ChannelName(row.channel))]


def _channels(at: Looking) -> Part:
    found = failing(at.session, at.settings)
    if not found:
        return Part.well("channels")
    told = [trouble.sentence(row.channel, row.code or "") + _since(at.session, row) for row in found]
    return Part.degraded("channels", " ".join(told))


def _since(session: Session, row: ChannelState) -> str:
    many = session.execute(_WAITING, {"channel": row.channel}).scalar_one()
    return f" Since {row.failing_since:%Y-%m-%d %H:%M} UTC; {many} wait."


PARTS = (Named("channels", _channels),)
