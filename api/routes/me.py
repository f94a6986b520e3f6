"""One's own account, devices and inbox."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.answers.pagination import Page
from api.answers.preconditions import SeenPerhaps
from api.answers.replies import nothing, reply
from api.schemas.devices import DeviceIn, DeviceList, DeviceOut
from api.schemas.export import Export
from api.schemas.notifications import (
    NotificationOut,
    NotificationPage,
    NotificationSettings,
    NotificationSettingsEdit,
    ReadUpTo,
)
from api.schemas.own import Account, ErasureOut
from api.schemas.people import AccessLine, AccessLog, PauseIn, PersonEdit
from api.schemas.sign_in import AddressShown
from core import limits, models
from core.access import Caller
from doors import comers, exporting, languages
from doors.deps import Db, Me, Network, Now, SettingsOf
from doors.routing import ActionRoute
from notifications import inbox
from services import leaving
from services.afterwards import access_log
from services.home import parts
from services.people import devices, profile, proving

router = APIRouter(prefix="/v1/me", tags=["Me"], route_class=ActionRoute)


@router.get("", response_model=Account)
def get_me(session: Db, me: Me, now: Now) -> Response:
    """Oneself, with the communities one is in, the organisations one acts for, the people one speaks for."""
    return _answer(session, me, profile.get(session, me), now)


@router.patch("", response_model=Account)
def edit_me(changes: PersonEdit, seen: SeenPerhaps, session: Db, me: Me, now: Now) -> Response:
    """Changes what is said of oneself; what is not named stays. `If-Match` is taken here, not demanded."""
    edition = None
    if seen.tags is not None:
        edition = profile.get(session, me).edition
        seen.ensure(edition)
    return _answer(session, me, profile.edit(session, me, changes.value(), edition=edition, now=now), now)


@router.post("/contact-points", response_model=Account)
def prove_address(given: AddressShown, session: Db, me: Me, now: Now, network: Network) -> Response:
    """Proves an address of one's own by the code that `POST /v1/auth/codes` sent there; it replaces the old one."""
    limits.take(session, limits.CODE_TRIES_PER_NETWORK, network, now)
    person = proving.prove(session, me, challenge_id=given.challenge, code=given.code, now=now)
    return _answer(session, me, person, now)


@router.delete("", status_code=204, responses={202: {"model": ErasureOut}})
def erase_me(session: Db, me: Me, now: Now) -> Response:
    """Ends everything and destroys the key to all that one wrote. There is no way back.

    Who has nothing to show by that it is them (no proved address, no Firebase account with a name, no card) asks twice:
    202 says from when on the second call does it, a day later; all their devices are told meanwhile.
    """
    waits_until = leaving.erase(session, me, now=now)
    return nothing() if waits_until is None else reply(ErasureOut(erasure_from=waits_until), 202)


@router.post("/keep", status_code=204)
def keep_me(session: Db, me: Me, now: Now) -> Response:
    """Calls off an erasure that was asked for and waits for its day."""
    leaving.keep(session, me, now=now)
    return nothing()


@router.get("/export", response_model=Export)
@comers.heavy()
def export_me(session: Db, me: Me, now: Now) -> Response:
    """Everything that is kept of oneself, to take along: one's words and places opened, whom else it names left out.
    Ten times a day, by whoever has shown within a quarter of an hour who they are.
    """
    return exporting.file(session, me, now=now)


@router.put("/pause", response_model=Account)
def pause_me(pause: PauseIn, session: Db, me: Me, now: Now) -> Response:
    """Nobody asks anything until then; without `until`, until `DELETE`."""
    profile.pause(session, me, until=pause.until, now=now)
    return _answer(session, me, profile.get(session, me), now)


@router.delete("/pause", status_code=204)
def resume_me(session: Db, me: Me) -> Response:
    """Ends the pause: one may be asked again."""
    profile.resume(session, me)
    return nothing()


@router.put("/hide", status_code=204)
def hide_me(session: Db, me: Me, now: Now) -> Response:
    """One's needs vanish for everybody else, at once. Nothing is sent to any device."""
    profile.hide(session, me, hidden=True, now=now)
    return nothing()


@router.delete("/hide", status_code=204)
def show_me(session: Db, me: Me, now: Now) -> Response:
    """One's needs are there for others again."""
    profile.hide(session, me, hidden=False, now=now)
    return nothing()


@router.get("/access-log", response_model=AccessLog)
def get_access_log(session: Db, me: Me, paging: Page) -> Response:
    """Who looked at one's contact, and for which match or need; newest first."""
    rows = access_log.of(session, me, before=paging.number, limit=paging.wanted)
    items = [AccessLine.shown(row) for row in paging.cut(rows, lambda row: [row.event_id])]
    return paging.reply(AccessLog(items=items, next=paging.next))


@router.get("/devices", response_model=DeviceList)
def list_devices(session: Db, me: Me, now: Now) -> Response:
    """One's devices that pushes go to."""
    return reply(DeviceList(items=[DeviceOut.shown(d) for d in devices.all_of(session, me, now=now)]))


@router.get("/devices/{installation_id}", response_model=DeviceOut)
def get_device(installation_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """One device that pushes go to."""
    return reply(DeviceOut.shown(devices.get(session, me, installation_id, now=now)))


@router.put("/devices/{installation_id}", response_model=DeviceOut)
def put_device(installation_id: UUID, given: DeviceIn, session: Db, me: Me, now: Now) -> Response:
    """Registers this installation for pushes, or renews it. Send it at every start of the app: it ends with the sign-in
    that sent it last.
    """
    found = devices.put(
        session,
        me,
        installation_id,
        transport=given.transport,
        address_kind=given.address_kind,
        address=given.address,
        locale=given.locale,
        now=now,
    )
    return reply(DeviceOut.shown(found))


@router.delete("/devices/{installation_id}", status_code=204)
def remove_device(installation_id: UUID, session: Db, me: Me) -> Response:
    """No push goes to this device any more."""
    devices.remove(session, me, installation_id)
    return nothing()


@router.get("/notifications", response_model=NotificationPage)
def list_notifications(
    request: Request,
    session: Db,
    settings: SettingsOf,
    me: Me,
    paging: Page,
    unread: Annotated[bool, Query(description="Only those not read yet.")] = False,
) -> Response:
    """The inbox, newest first: the truth, whether or not a push arrived."""
    rows = inbox.page(session, me, unread=unread, before=paging.after, limit=paging.wanted)
    locale, at = languages.of(request), settings.public_url.rstrip("/")
    here = paging.cut(rows, lambda row: [row.id])
    looks = access_log.looks_of(session, [row.event_id for row in here])
    paths = inbox.paths(session, here)
    items = [NotificationOut.shown(row, locale, at + paths[row.id], looks.get(row.event_id)) for row in here]
    return paging.reply(NotificationPage(items=items, unread=inbox.unread(session, me), next=paging.next))


@router.post("/notifications/read", status_code=204)
def read_notifications(which: ReadUpTo, session: Db, me: Me, now: Now) -> Response:
    """Marks notifications as read: these, or all."""
    inbox.mark_read(session, me, None if which.all else which.ids, now=now)
    return nothing()


@router.get("/notification-settings", response_model=NotificationSettings)
def get_notification_settings(session: Db, me: Me) -> Response:
    """Which kinds of message are on, and which cannot be switched off."""
    return reply(_settings(inbox.settings(session, me.person_id)))


@router.patch("/notification-settings", response_model=NotificationSettings)
def edit_notification_settings(changes: NotificationSettingsEdit, session: Db, me: Me) -> Response:
    """Switches kinds of message on or off; those that are not named stay."""
    return reply(_settings(inbox.switch(session, me, changes.sent().get("kinds", {}))))


def _settings(kinds: dict[str, bool]) -> NotificationSettings:
    return NotificationSettings(kinds=kinds, always=inbox.always_on())


def _answer(session: Session, me: Caller, person: models.Person, now: datetime) -> Response:
    account = Account.shown(profile.opened(session, person), parts.of(session, me, now=now))
    return reply(account, edition=person.edition)
