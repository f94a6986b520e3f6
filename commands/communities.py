"""Communities, as the operator sees them."""

from uuid import UUID

from sqlmodel import select

from commands.opening import console, load_settings, open_database
from core import clock
from core.models import Community


def list_all() -> None:
    """Every community and its state."""
    settings = load_settings()
    with open_database(settings, application="minka operator") as database, database.transaction() as session:
        for community in session.exec(select(Community)):
            console.print(f"{community.id}  {community.state:<10}  {community.name}")


def recognise(community_id: str) -> None:
    """Says that a community is what it says: it can be found from now on."""
    from services.communities import recognition

    settings = load_settings()
    with open_database(settings, application="minka operator") as database, database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        community = recognition.recognise(session, UUID(community_id), now=now)
        console.print(f"{community.name} is recognised.")
