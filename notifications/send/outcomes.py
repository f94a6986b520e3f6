"""The outcomes of tries, written down: what follows for the delivery, its address and its channel."""

import random
from datetime import datetime, timedelta

from prometheus_client import Counter
from sqlalchemy import text
from sqlmodel import Session

from core.database.db import Database
from core.models.notification import DeliveryStatus
from notifications.channels.base import Outcome, Verdict
from notifications.channels.retry import Decision, Next, decide, pause_after
from notifications.send import came_back, leases, parcels, states
from notifications.send.leases import Claim

LONGEST_REST = timedelta(days=1)
"""A channel that asks for more is asked again then: nobody's clock or typing error silences it for good."""

_OUTCOMES = Counter("minka_delivery_tries", "Tries to deliver, by how they ended", ["channel", "verdict"])
_REST = text("""
    INSERT INTO channel_rest (channel, until, fingerprint) VALUES (:channel, :until, :fingerprint)
        ON CONFLICT (channel) DO UPDATE SET fingerprint = excluded.fingerprint, until = CASE
            WHEN channel_rest.fingerprint = excluded.fingerprint THEN greatest(channel_rest.until, excluded.until)
            ELSE excluded.until END
""")


def record(
    database: Database, results: list[tuple[Claim, Outcome]], now: datetime, rng: random.Random
) -> None:
    """Writes down what became of each, where it is still ours."""
    with database.transaction() as session:
        for claim, outcome in results:
            _OUTCOMES.labels(claim.channel, outcome.verdict).inc()
            states.note(session, claim.channel, outcome, claim.fingerprint, now)
            settle(session, claim, outcome, now, jitter=rng.random())


def settle(session: Session, claim: Claim, outcome: Outcome, now: datetime, *, jitter: float) -> None:
    """What follows from one outcome: sent, tried again later, or the end."""
    decision = decide(
        outcome,
        attempts=claim.attempts,
        now=now,
        expires_at=claim.expires_at,
        jitter=jitter,
        ambiguous_before=claim.unsure,
    )
    _apply(session, claim, outcome, decision, now)


def _apply(session: Session, claim: Claim, outcome: Outcome, decision: Decision, now: datetime) -> None:
    if decision.what is Next.PAUSE_CHANNEL:
        _rest(session, claim, max(pause_after(claim.attempts), outcome.retry_after or timedelta(0)), now)
    elif outcome.whole_channel and outcome.retry_after is not None:
        _rest(session, claim, min(outcome.retry_after, LONGEST_REST), now)
    if decision.what is Next.SENT:
        leases.close(session, claim, DeliveryStatus.SENT, now, code=outcome.code or None, sent_at=now)
    elif decision.at is not None:
        unsure = claim.unsure or outcome.verdict is Verdict.AMBIGUOUS
        leases.write(
            session,
            claim,
            status=DeliveryStatus.PENDING,
            due_at=decision.at,
            code=outcome.code,
            unsure=unsure,
        )
    else:
        if decision.what is Next.DROP_ADDRESS:
            came_back.note(session, claim.id, now)
            parcels.drop_address(session, claim.address)
        leases.close(session, claim, DeliveryStatus.FAILED, now, code=outcome.code or decision.what)


def _rest(session: Session, claim: Claim, rest: timedelta, now: datetime) -> None:
    session.execute(_REST, {"channel": claim.channel, "until": now + rest, "fingerprint": claim.fingerprint})
