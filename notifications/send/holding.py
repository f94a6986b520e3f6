"""Messages held back after a restore, until the operator has said what becomes of them; and channels that keep quiet.

What waited to leave when the backup was made may have left in the hours that were lost, and nothing that is left tells
which of it did: so none of it leaves by itself. What happens after the restore is told as ever.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.health.part import Looking, Named, Part
from core.models import ChannelsQuiet, Delivery
from core.models.notification import DeliveryStatus

_WAITING = (DeliveryStatus.PENDING, DeliveryStatus.LEASED)


def hold_all(session: Session) -> int:
    """Holds back whatever waits to leave; returns how many messages."""
    return _turn(session, _WAITING, DeliveryStatus.HELD, "restored")


def held(session: Session) -> int:
    """How many are held back."""
    counted = select(func.count()).where(col(Delivery.status) == DeliveryStatus.HELD)
    many: int = session.execute(counted).scalar_one()
    return many


def send(session: Session) -> int:
    """Lets them leave, those that still make sense; returns how many there were."""
    return _turn(session, (DeliveryStatus.HELD,), DeliveryStatus.PENDING, None)


def drop(session: Session) -> int:
    """Lets go of them: they stay in people's inboxes. Returns how many there were."""
    return _turn(session, (DeliveryStatus.HELD,), DeliveryStatus.SKIPPED, "held")


def keep_quiet(session: Session, *, now: datetime) -> None:
    """Nothing leaves by any channel, of this worker or another, until `speak_again`."""
    session.execute(insert(ChannelsQuiet).values(number=1, since=now).on_conflict_do_nothing())


def speak_again(session: Session) -> bool:
    """Ends the quiet; whether there was one."""
    return session.execute(delete(ChannelsQuiet).returning(col(ChannelsQuiet.number))).first() is not None


def _turn(
    session: Session, before: tuple[DeliveryStatus, ...], after: DeliveryStatus, code: str | None
) -> int:
    turned = (
        update(Delivery)
        .where(col(Delivery.status).in_(before))
        .values(status=after, code=code)
        .returning(col(Delivery.id))
    )
    return len(session.execute(turned).all())


def _held(at: Looking) -> Part:
    since = at.session.execute(select(col(ChannelsQuiet.since))).scalar_one_or_none()
    if since is not None:
        return Part.degraded(
            "held",
            f"Nothing is sent to anybody since {since:%Y-%m-%d %H:%M} UTC: a backup was restored for a trial. If it "
            "is to be the real one: `python manage.py channels resume`.",
        )
    if many := held(at.session):
        return Part.degraded(
            "held",
            f"{many} messages waited when the backup was made that was restored, and may have left since. `python "
            "manage.py channels send-held` or `drop-held`.",
        )
    return Part.well("held")


PARTS = (Named("held", _held),)
