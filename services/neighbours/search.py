"""Finding somebody of a circle by words of their name, or by their whole telephone number.

Nothing readable is searched: names by keyed hashes of the circle (`services.name_marks`), numbers by the keyed hash
under which contact points are kept. A number that belongs to nobody of the circle is as one that nobody has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import limits, name_words, phone_numbers
from core.access import Caller
from core.crypto.keyring import keyring, vault
from core.limits import Limit
from core.models import Community
from core.models.person import ContactKind
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services import sealed
from services.communities import directory
from services.judging import own_matter
from services.neighbours import absent
from services.people import countries

AT_MOST = 20
LOOKED_AT = 200
"""So many whose name begins alike are opened at most, those first of whom a whole word fits."""
MOST_WORDS = 4
FEWEST_DIGITS = 5
SEARCHES = Limit("people_searches", burst=200, pace=timedelta(seconds=18))
"""For each who looks: an evening's work, and too few to try out numbers."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody of the circle, as a search shows them. `role`, `state`, `trust`: of a member; None: they are none.

    `represented`: somebody speaks for them. `open_needs`, `promises`: what they ask for, and what they are to do, here.
    """

    person_id: UUID
    display_name: str | None
    role: Role | None
    state: MemberState | None
    trust: TrustLevel | None
    represented: bool
    open_needs: int
    promises: int
    silent_since: datetime | None


class _Named(Protocol):
    id: UUID
    display_name: bytes | None
    wrapped: bytes | None


R = TypeVar("R", bound=_Named)


class _Beside(Protocol):
    id: UUID
    role: str | None
    state: str | None
    trust: str | None
    represented: bool
    open_needs: int
    promises: int
    silent_since: datetime | None


_NAME = "p.display_name, (SELECT k.wrapped FROM person_key k WHERE k.person_id = p.id) AS wrapped"
_BESIDE = """m.role, m.state, m.trust, h.since AS silent_since,
           EXISTS (SELECT FROM representation r WHERE r.person_id = p.id AND r.ended_at IS NULL) AS represented,
           (SELECT count(*) FROM need n WHERE n.author_id = p.id AND n.community_id = :community
               AND n.status IN ('pending', 'open', 'matched') AND NOT n.author_hidden) AS open_needs,
           (SELECT count(*) FROM match x WHERE x.helper_person_id = p.id AND x.community_id = :community
               AND x.status = 'confirmed') AS promises
      FROM person p
      LEFT JOIN membership m ON m.person_id = p.id AND m.community_id = :community AND m.state <> 'left'
      LEFT JOIN helper_silence h ON h.person_id = p.id
"""
_BY_NUMBER = text(f"""
    SELECT p.id, {_NAME}, {_BESIDE}
     WHERE p.id IN (SELECT c.person_id FROM contact_point c WHERE c.kind = 'phone' AND c.lookup = :lookup)
       AND (p.id = ANY(CAST(:also AS uuid[])) AND p.erased_at IS NULL OR {absent.THERE})
     ORDER BY p.id LIMIT :looked_at
""")  # noqa: S608  (put together from constants)
_SILENT = text(f"""
    SELECT p.id, {_NAME}, {_BESIDE}
     WHERE h.person_id IS NOT NULL AND {absent.THERE} ORDER BY h.since, p.id LIMIT :looked_at
""")
_THESE = text(f"""
    WITH RECURSIVE {own_matter.WALK}
    SELECT p.id, {_BESIDE} WHERE p.id = ANY(CAST(:these AS uuid[])) AND {absent.THERE_AT_ONCE}
""")
_NAMED = text(f"""
    SELECT h.person_id AS id, (SELECT p.display_name FROM person p WHERE p.id = h.person_id) AS display_name,
           (SELECT k.wrapped FROM person_key k WHERE k.person_id = h.person_id) AS wrapped, h.whole
      FROM (SELECT x.person_id, bool_and(x.whole) AS whole
              FROM (SELECT w.person_id, bool_or(m.whole) AS whole
                      FROM (SELECT CAST(:marks AS bytea[]) AS marks, CAST(:words AS int[]) AS words,
                                   CAST(:wholes AS boolean[]) AS wholes OFFSET 0) g
                     CROSS JOIN LATERAL unnest(g.marks, g.words, g.wholes) AS m(mark, word, whole)
                      JOIN name_mark w ON w.community_id = :community AND w.mark = m.mark
                     GROUP BY w.person_id, m.word) x
             GROUP BY x.person_id HAVING count(*) = :sought
             ORDER BY whole DESC, x.person_id LIMIT {LOOKED_AT}) h
     ORDER BY h.whole DESC, h.person_id
""")  # noqa: S608  (put together from constants)
"""Whose names have each of the words, or one that begins like it; first those of whom all are whole. Planned once for a
connection: the planner does not look how many marks are given. A word of three letters has one mark whether it is whole
or begins another.
"""


def find(
    session: Session, caller: Caller, community_id: UUID, sought: str, *, limit: int, now: datetime
) -> list[Neighbour]:
    """Who of this circle has this telephone number (whole, as it is dialled there), or whose name has words that begin
    so: from three letters on, shorter ones only whole. At most `AT_MOST`; by how well they fit, then by name.

    Raises Forbidden, NotFound for who does not answer for the circle, TooMany for who looks all the time.
    """
    if is_number(sought):
        return by_number(session, caller, community_id, sought, now=now)[:limit]
    known = absent.values_at_once(caller, community_id)
    if limits.spent(session, SEARCHES, caller.person_id.bytes, now):
        limits.take(session, SEARCHES, caller.person_id.bytes, now)  # which says how long
    words = name_words.words(sought)[:MOST_WORDS]
    return _with_name(session, known, community_id, words, min(limit, AT_MOST)) if words else []


def silent(session: Session, caller: Caller, community_id: UUID) -> list[Neighbour]:
    """Helpers of this circle of whom nothing was heard for long, and who were told so; those silent longest first.

    Raises Forbidden, NotFound for who does not answer for the circle.
    """
    known = absent.values(session, caller, community_id)
    rows = session.execute(_SILENT, known | {"looked_at": LOOKED_AT}).all()
    return [_shown(row, name) for row, name in _opened(session, rows)]


def is_number(sought: str) -> bool:
    """Whether somebody who wrote this looks for a telephone number."""
    digits = sum(letter.isdigit() for letter in sought)
    return digits >= FEWEST_DIGITS and not any(letter.isalpha() for letter in sought)


def lookup(session: Session, community: Community, sought: str) -> bytes | None:
    """The keyed hash of a number as it is dialled in this circle; None for what is no number there."""
    try:
        number = phone_numbers.read(sought, countries.of_community(community))
    except ValueError:
        return None
    return vault(session).index(ContactKind.PHONE, number)


def by_number(
    session: Session,
    caller: Caller,
    community_id: UUID,
    phone: str,
    *,
    also: Iterable[UUID] = (),
    now: datetime,
) -> list[Neighbour]:
    """Who of this circle, and of these others, has this number. Counts as one search, and raises as `find`."""
    known = absent.values(session, caller, community_id)
    limits.take(session, SEARCHES, caller.person_id.bytes, now)
    found = lookup(session, directory.get(session, community_id), phone)
    if found is None:
        return []
    given = known | {"lookup": found, "looked_at": AT_MOST, "also": sorted(also)}
    return [_shown(row, name) for row, name in _opened(session, session.execute(_BY_NUMBER, given).all())]


def _with_name(
    session: Session, known: dict[str, object], community_id: UUID, words: Sequence[str], limit: int
) -> list[Neighbour]:
    """Whose name it is comes first, for all; who of them is there, and what stands beside, only for who is shown."""
    secret = vault(session)
    marks: list[tuple[bytes, int, bool]] = []
    for place, word in enumerate(words):
        whole = name_words.forms(word)
        starts = {start for form in whole if (start := name_words.beginning(form))} - {*whole}
        marks += [(secret.name_mark(community_id, form), place, True) for form in whole]
        marks += [(secret.name_mark(community_id, form), place, False) for form in starts]
    given = {
        "community": community_id,
        "sought": len(words),
        "marks": [mark for mark, _, _ in marks],
        "words": [place for _, place, _ in marks],
        "wholes": [whole for _, _, whole in marks],
    }
    rows = session.execute(_NAMED, given).all()
    named: list[tuple[bool, tuple[str, ...], UUID, str]] = []
    short = any(len(form) == name_words.FIRST_LETTERS for word in words for form in name_words.forms(word))
    for row, name in _opened(session, rows):
        has = name_words.words(name or "")
        if name is not None and (row.whole or name_words.begin_so(has, words)):
            wholly = row.whole and (not short or name_words.has_whole(has, words))
            named.append((not wholly, has, row.id, name))
    named.sort()
    found: list[Neighbour] = []
    for first in range(0, len(named), limit):
        these = {person_id: name for _, _, person_id, name in named[first : first + limit]}
        there = {row.id: row for row in session.execute(_THESE, known | {"these": list(these)}).all()}
        found += [_shown(there[one], name) for one, name in these.items() if one in there]
        if len(found) >= limit:
            break
    return found[:limit]


def _opened(session: Session, rows: Sequence[R]) -> list[tuple[R, str | None]]:
    ring = keyring(session)
    for row in rows:
        ring.learn(row.id, row.wrapped)
    return [(row, ring.open(row.id, sealed.name_cell(row.id), row.display_name)) for row in rows]


def _shown(row: _Beside, name: str | None) -> Neighbour:
    return Neighbour(
        person_id=row.id,
        display_name=name,
        role=Role(row.role) if row.role else None,
        state=MemberState(row.state) if row.state else None,
        trust=TrustLevel(row.trust) if row.trust else None,
        represented=row.represented,
        open_needs=row.open_needs,
        promises=row.promises,
        silent_since=row.silent_since,
    )
