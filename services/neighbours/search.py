"""Finding somebody of a circle by words of their name, or by their whole telephone number.

Nothing readable is searched: names by keyed hashes of the circle (`services.name_marks`), numbers by the keyed hash
under which contact points are kept. A number that belongs to nobody of the circle is as one that nobody has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import TextClause, text
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


class _Row(Protocol):
    id: UUID
    display_name: bytes | None
    wrapped: bytes | None
    role: str | None
    state: str | None
    trust: str | None
    represented: bool
    open_needs: int
    promises: int
    silent_since: datetime | None
    whole: bool


_SHOWN = """
    SELECT p.id, p.display_name, k.wrapped, m.role, m.state, m.trust, h.since AS silent_since, {whole} AS whole,
           EXISTS (SELECT FROM representation r WHERE r.person_id = p.id AND r.ended_at IS NULL) AS represented,
           (SELECT count(*) FROM need n WHERE n.author_id = p.id AND n.community_id = :community
               AND n.status IN ('pending', 'open', 'matched') AND NOT n.author_hidden) AS open_needs,
           (SELECT count(*) FROM match x WHERE x.helper_person_id = p.id AND x.community_id = :community
               AND x.status = 'confirmed') AS promises
      FROM person p
      LEFT JOIN person_key k ON k.person_id = p.id
      LEFT JOIN membership m ON m.person_id = p.id AND m.community_id = :community AND m.state <> 'left'
      LEFT JOIN helper_silence h ON h.person_id = p.id
     WHERE {which} AND {there}
     ORDER BY whole DESC, p.id LIMIT :looked_at
"""
_BY_NUMBER = text(
    _SHOWN.format(
        whole="true",
        there=f"(p.id = ANY(CAST(:also AS uuid[])) AND p.erased_at IS NULL OR {absent.THERE})",
        which="p.id IN (SELECT c.person_id FROM contact_point c WHERE c.kind = 'phone' AND c.lookup = :lookup)",
    )
)

_SILENT = text(_SHOWN.format(whole="true", there=absent.THERE, which="h.person_id IS NOT NULL"))


def find(
    session: Session, caller: Caller, community_id: UUID, sought: str, *, limit: int, now: datetime
) -> list[Neighbour]:
    """Who of this circle has this telephone number (whole, as it is dialled there), or whose name has words that begin
    so: from three letters on, shorter ones only whole. At most `AT_MOST`; by how well they fit, then by name.

    Raises Forbidden, NotFound for who does not answer for the circle, TooMany for who looks all the time.
    """
    if is_number(sought):
        return by_number(session, caller, community_id, sought, now=now)[:limit]
    known = absent.values(session, caller, community_id)
    limits.take(session, SEARCHES, caller.person_id.bytes, now)
    words = name_words.words(sought)[:MOST_WORDS]
    return _with_name(session, known, community_id, words)[: min(limit, AT_MOST)] if words else []


def silent(session: Session, caller: Caller, community_id: UUID) -> list[Neighbour]:
    """Helpers of this circle of whom nothing was heard for long, and who were told so; those silent longest first.

    Raises Forbidden, NotFound for who does not answer for the circle.
    """
    known = absent.values(session, caller, community_id)
    rows = session.execute(_SILENT, known | {"looked_at": LOOKED_AT}).all()
    found = [one for one, _ in _shown(session, rows)]
    return sorted(found, key=lambda one: (one.silent_since, one.person_id))


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
    return [one for one, _ in _shown(session, session.execute(_BY_NUMBER, given).all())]


def _with_name(
    session: Session, known: dict[str, object], community_id: UUID, words: Sequence[str]
) -> list[Neighbour]:
    given = known | {"looked_at": LOOKED_AT}
    secret = vault(session)
    for place, word in enumerate(words):
        whole = name_words.forms(word)
        starts = {start for form in whole if (start := name_words.beginning(form))}
        given[f"whole_{place}"] = [secret.name_mark(community_id, form) for form in whole]
        given[f"either_{place}"] = [secret.name_mark(community_id, form) for form in {*whole, *starts}]
    rows = session.execute(_by_name(len(words)), given).all()
    found = [(one, whole) for one, whole in _shown(session, rows) if _fits(one, words)]
    found.sort(
        key=lambda pair: (not pair[1], name_words.words(pair[0].display_name or ""), pair[0].person_id)
    )
    return [one for one, _ in found]


def _fits(one: Neighbour, words: Sequence[str]) -> bool:
    return one.display_name is not None and name_words.begins_so(one.display_name, words)


def _by_name(words: int) -> TextClause:
    """The query for so many words: each of them is one of the name's, or may begin one."""
    here = "name_mark w WHERE w.community_id = :community"
    has = f"EXISTS (SELECT FROM {here} AND w.person_id = p.id AND w.mark = ANY(:{{}}))"
    some = " INTERSECT ".join(
        f"SELECT w.person_id FROM {here} AND w.mark = ANY(:either_{place})"  # noqa: S608  (constants)
        for place in range(words)
    )
    whole = " AND ".join(has.format(f"whole_{place}") for place in range(words))
    return text(_SHOWN.format(whole=f"({whole})", there=absent.THERE, which=f"p.id IN ({some})"))


def _shown(session: Session, rows: Sequence[_Row]) -> list[tuple[Neighbour, bool]]:
    ring = keyring(session)
    for row in rows:
        ring.learn(row.id, row.wrapped)
    return [(_neighbour(session, row), row.whole) for row in rows]


def _neighbour(session: Session, row: _Row) -> Neighbour:
    return Neighbour(
        person_id=row.id,
        display_name=sealed.opened_display_name(session, row.id, row.display_name),
        role=Role(row.role) if row.role else None,
        state=MemberState(row.state) if row.state else None,
        trust=TrustLevel(row.trust) if row.trust else None,
        represented=row.represented,
        open_needs=row.open_needs,
        promises=row.promises,
        silent_since=row.silent_since,
    )
