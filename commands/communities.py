"""Communities and organisations, as the operator sees them."""

from uuid import UUID

from sqlmodel import select

from commands.opening import acting, console
from core.models import Community


def list_all() -> None:
    """Every community and its state."""
    with acting() as (session, _):
        for community in session.exec(select(Community)):
            asleep = "  asleep" if community.dormant else ""
            console.print(f"{community.id}  {community.state:<10}  {community.name}{asleep}")


def recognise(community_id: str) -> None:
    """Says that a community is what it says: it can be found from now on."""
    from services.communities import recognition

    with acting() as (session, now):
        community = recognition.recognise(session, UUID(community_id), now=now)
        console.print(f"{community.name} is recognised.")


def changes() -> None:
    """Changes that wait for a word, of all communities: what, and whose word would do."""
    from services.governance import operator

    with acting() as (session, now):
        for one in operator.waiting(session, now=now):
            who = f" of {one.row.person_id}" if one.row.person_id else ""
            console.print(
                f"{one.row.id}  {one.community.name}: {one.row.kind}{who}, since {one.row.since:%Y-%m-%d %H:%M}, "
                f"until {one.row.ends_at:%Y-%m-%d %H:%M}, waits for {', '.join(one.waits_for)}"
            )
            said = one.row.proposed
            for name in ("name", "place", "reach_km", "check"):
                if getattr(said, name) is not None:
                    console.print(f"    {name}: {getattr(said, name)}")
            for line in said.emergency:
                console.print(f"    {line.label}: {line.phone}")


def approve(change_id: str) -> None:
    """Agrees to a change that waits: it is made at once."""
    _say(change_id, approve=True)


def object_to(change_id: str) -> None:
    """Objects to a change that waits: all stays as it is."""
    _say(change_id, approve=False)


def _say(change_id: str, *, approve: bool) -> None:
    from services.governance import changes as pending_changes

    with acting() as (session, now):
        row = pending_changes.by_operator(session, UUID(change_id), approve=approve, now=now)
        console.print(f"The change is {row.ended_as}.")


def appoint(community_id: str, person_id: str) -> None:
    """Makes an active member steward, at once: of a community that nobody answers for any more."""
    from services.governance import operator

    with acting() as (session, now):
        member = operator.appoint(session, UUID(community_id), UUID(person_id), now=now)
        console.print(f"{member.person_id} is a steward.")


def verify(organisation_id: str) -> None:
    """Says that an organisation is what it says: it can act from now on."""
    from services.governance import operator

    with acting() as (session, now):
        organisation = operator.verify(session, UUID(organisation_id), now=now)
        console.print(f"{organisation.name} is verified.")


def unseen_reveals() -> None:
    """Looks at contacts in emergencies that nobody has seen yet: by whom, how many, since when they are due."""
    from services.reveals import overdue

    with acting() as (session, _):
        for debt in overdue.debts(session):
            due = f"{debt.many}, due {debt.due_at:%Y-%m-%d %H:%M}"
            console.print(f"{debt.community.id}  {debt.by_id}  {debt.community.name}: {due}")


def seen(community_id: str, person_id: str) -> None:
    """Says that somebody's looks there were spoken about with them: the second word where no other came."""
    from services.reveals import second_words

    with acting() as (session, now):
        many = second_words.seen_by_operator(session, UUID(community_id), UUID(person_id), now=now)
        console.print(f"{many} seen.")
