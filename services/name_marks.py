"""By which words somebody's name is found in the circles that they belong to, and who belongs to a circle.

Marks are keyed hashes, with a key for each circle (`core.crypto.vault`). They are renewed wherever a name, or who
belongs where, changes; whoever stands without any (`unmarked`), and what outlived its reason (`drop_stray`), is found
when all people are looked over, a stretch of them at a time (`scheduler.looking_over`).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core import name_words
from core.crypto.keyring import vault
from core.models import NameMark, Person
from services import sealed

_STANDING_NEED = "('pending', 'open', 'matched')"


def belongs(person: str, community: str) -> str:
    """SQL: this person is one of the circle's: a member, also a pending or a suspended one; whoever asks for something
    there now; and somebody who is spoken for by a consent that stands, who was written down there, or who asks for or
    offers something there, or ever did.
    """
    return f"""(EXISTS (SELECT FROM membership bm WHERE bm.community_id = {community} AND bm.person_id = {person}
                         AND bm.state <> 'left')
        OR EXISTS (SELECT FROM need bn WHERE bn.author_id = {person} AND bn.community_id = {community}
                    AND bn.status IN {_STANDING_NEED} AND NOT bn.author_hidden)
        OR EXISTS (SELECT FROM representation br WHERE br.person_id = {person} AND br.ended_at IS NULL
                    AND (br.community_id = {community}
                         OR EXISTS (SELECT FROM need bn WHERE bn.author_id = {person} AND bn.community_id = {community})
                         OR EXISTS (SELECT FROM offer bo WHERE bo.author_id = {person}
                                     AND bo.community_id = {community}))))"""  # noqa: S608  (constants)


def _everywhere(one: str) -> str:
    """SQL: who belongs to which circle, as `belongs` says it; `one`: what narrows it, of a person's column."""
    return f"""
        SELECT m.person_id, m.community_id FROM membership m WHERE m.state <> 'left' AND {one.format("m.person_id")}
        UNION SELECT n.author_id, n.community_id FROM need n
               WHERE n.status IN {_STANDING_NEED} AND NOT n.author_hidden AND {one.format("n.author_id")}
        UNION SELECT r.person_id, x.community_id FROM representation r
               CROSS JOIN LATERAL (SELECT r.community_id
                             UNION SELECT n.community_id FROM need n WHERE n.author_id = r.person_id
                             UNION SELECT o.community_id FROM offer o WHERE o.author_id = r.person_id) x
               WHERE r.ended_at IS NULL AND x.community_id IS NOT NULL AND {one.format("r.person_id")}
    """  # noqa: S608  (put together from constants)


_OF_ONE = text(f"SELECT b.community_id FROM ({_everywhere('{} = :person')}) b ORDER BY 1")  # noqa: S608  (constants)
_STRETCH = "{0} > :after AND {0} <= :last"
BEFORE_ALL = UUID(int=0)
STRETCH = 5_000
"""So many people are looked at in one statement."""
_LAST = text("""
    SELECT p.id FROM (SELECT id FROM person WHERE id > :after ORDER BY id LIMIT :many) AS p ORDER BY p.id DESC LIMIT 1
""")
_UNMARKED = text(f"""
    SELECT DISTINCT b.person_id
      FROM ({_everywhere(_STRETCH)}) b JOIN person p ON p.id = b.person_id
     WHERE p.display_name IS NOT NULL AND p.erased_at IS NULL
       AND NOT EXISTS (SELECT FROM name_mark k WHERE k.community_id = b.community_id AND k.person_id = b.person_id)
     ORDER BY 1
""")  # noqa: S608  (put together from constants)
_STRAY = text(f"""
    DELETE FROM name_mark k WHERE {_STRETCH.format("k.person_id")} AND NOT {belongs("k.person_id", "k.community_id")}
""")  # noqa: S608  (put together from constants)


@dataclass(frozen=True, slots=True)
class Stretch:
    """People in the order of their ids: those beyond `after`, up to `last` (None: there is nobody more)."""

    after: UUID
    last: UUID | None

    def named(self) -> dict[str, UUID | None]:
        return {"after": self.after, "last": self.last}


def stretch(session: Session, after: UUID, many: int = STRETCH) -> Stretch:
    """The next people."""
    return Stretch(after, session.execute(_LAST, {"after": after, "many": many}).scalar())


def drop_stray(session: Session, those: Stretch) -> int:
    """Drops what finds people in circles that they do not belong to any more; returns how many words."""
    return int(session.execute(_STRAY, those.named()).rowcount)  # type: ignore[attr-defined]


def unmarked(session: Session, those: Stretch) -> list[UUID]:
    """Those with a name who belong to a circle in which no word finds them yet."""
    return list(session.execute(_UNMARKED, those.named()).scalars())


def renew(session: Session, person_id: UUID) -> None:
    """Writes by which words somebody is found, in all circles that they belong to now; none where they have no name."""
    session.flush()
    person = session.get_one(Person, person_id)
    name = sealed.display_name(session, person) if person.erased_at is None else None
    wanted: set[tuple[UUID, bytes]] = set()
    if name is not None:
        circles = session.scalars(_OF_ONE, {"person": person_id}).all()
        secret, found_by = vault(session), name_words.found_by(name)
        wanted = {(circle, secret.name_mark(circle, word)) for circle in circles for word in found_by}
    there = select(col(NameMark.community_id), col(NameMark.mark)).where(col(NameMark.person_id) == person_id)
    stand = {(circle, mark) for circle, mark in session.execute(there)}
    if gone := stand - wanted:
        for circle in sorted({circle for circle, _ in gone}):
            marks = [mark for where, mark in gone if where == circle]
            mine = (col(NameMark.person_id) == person_id, col(NameMark.community_id) == circle)
            session.execute(delete(NameMark).where(*mine, col(NameMark.mark).in_(marks)))
    if new := sorted(wanted - stand):
        rows = [{"community_id": circle, "person_id": person_id, "mark": mark} for circle, mark in new]
        session.execute(insert(NameMark).values(rows).on_conflict_do_nothing())


def add_newcomer(session: Session, person_id: UUID, community_id: UUID) -> None:
    """As `renew`, where somebody asks for something in a circle, unless a word finds them there already."""
    here = (col(NameMark.community_id) == community_id, col(NameMark.person_id) == person_id)
    if session.scalar(select(func.count()).where(*here)) == 0:
        renew(session, person_id)
