"""Ways in without a code: `/dev/in/amina` signs in whoever has the mailbox amina@mombasa.example."""

from fastapi import Depends, Response
from sqlalchemy import select
from sqlmodel import col

from core.crypto.keyring import vault
from core.errors import NotFound
from core.models import ContactPoint, Person
from core.models.person import ContactKind
from doors.loopback import loopback_only
from services.people import sign_in
from web.coming import coming_in
from web.door import Anyone, go
from web.door import router as new_router

MAILBOX = "{name}@mombasa.example"
router = new_router()


@router.get("/dev/in/{name}", dependencies=[Depends(loopback_only)])
def come_in(name: str, visitor: Anyone, own_phone: bool = True) -> Response:
    """Signs in, and leads to the page of what is one's own."""
    lookup = vault(visitor.session).index(ContactKind.EMAIL, MAILBOX.format(name=name))
    point = visitor.session.scalars(select(ContactPoint).where(col(ContactPoint.lookup) == lookup)).first()
    if point is None:
        raise NotFound
    person = visitor.session.get_one(Person, point.person_id)
    began = sign_in.start_session(
        visitor.session, person, device_name="browser", now=visitor.now, point=point
    )
    coming_in.enter(visitor, began, own_phone=own_phone)
    return go("/my")
