"""Standing in a community, weighed anew wherever a word, a role or a state changes, and when time has changed it.

The rule is `matching.rules.vouching`; here its rows are read, and what it says is written. Everything runs under the
community's lock, which is taken after needs and helpers and before memberships.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, func, select, text
from sqlmodel import Session, col

from core.events import EventKind, record_on
from core.events.payloads import TrustChanged
from core.models import Community, Membership, Vouch
from matching.rules import vouching
from matching.rules.vouching import Voice
from matching.words.vocabulary import JoinPolicy, MemberState, Role, TrustLevel
from services.access import hands

_CIRCLE = text("""
    SELECT m.person_id, m.role, m.state, m.trust, m.since, m.words_needed, m.word_until, m.word_root, m.word_checked,
           m.trust_falls_at
      FROM membership m
     WHERE m.community_id = :community
       AND (m.role <> 'member' OR m.trust <> 'new' OR m.word_until IS NOT NULL OR m.person_id IN (
              SELECT person_id FROM vouch WHERE community_id = :community
               UNION SELECT voucher_id FROM vouch WHERE community_id = :community))
     ORDER BY m.person_id
""")
"""All who give or get words: of a large community a part."""
_LET_GO = text("""
    DELETE FROM vouch v USING membership m, person p
     WHERE v.community_id = :community AND m.community_id = :community AND p.id = m.person_id
       AND (m.state = 'left' OR p.erased_at IS NOT NULL) AND (m.word_until IS NULL OR m.word_until <= :now)
       AND (m.person_id = v.voucher_id OR (m.person_id = v.person_id AND p.erased_at IS NOT NULL))
""")
"""The words of who has left, once they count no more; and words for somebody who is forgotten."""


@dataclass(frozen=True, slots=True)
class _Circle:
    """A community's words, and who gives and gets them."""

    rows: Mapping[UUID, RowMapping]
    members: list[vouching.Member]
    words: list[tuple[UUID, UUID]]


def lock(session: Session, community_id: UUID) -> Community:
    """Locks the community, so that one change of standing follows another, and reads it again."""
    session.flush()
    return session.get_one(
        Community, community_id, with_for_update={"key_share": True}, populate_existing=True
    )


def renew(session: Session, community_id: UUID, *, now: datetime, given_to: UUID | None = None) -> None:
    """Weighs all words of a community and writes down who stands. `given_to`: for whom one was given just now."""
    community = lock(session, community_id)
    session.execute(_LET_GO, {"community": community_id, "now": now})
    circle = _reckoned(session, community_id, _read(session, community_id), given_to, now)
    stand = vouching.standing(circle.members, circle.words, now)
    falls = vouching.falls_at(circle.members, circle.words, now)
    for person, row in circle.rows.items():
        trust = _trust(row, stand)
        admitted = (
            person in stand
            and row["state"] == MemberState.PENDING
            and community.join_policy is JoinPolicy.VOUCHED
        )
        if trust != row["trust"] or admitted or falls.get(person) != row["trust_falls_at"]:
            member = session.get_one(Membership, (community_id, person), populate_existing=True)
            _write(session, member, trust, falls.get(person), admitted, now)
    community.standing_due_at = next(iter(vouching.moments(circle.members, now)), None)
    session.flush()


def keep_word(session: Session, member: Membership, *, now: datetime) -> None:
    """Lets somebody's word for others stand for a while, before they leave in good standing or give up a role."""
    circle = _read(session, member.community_id)
    row = circle.rows.get(member.person_id)
    if row is None or member.state is not MemberState.ACTIVE:
        return
    stand = vouching.standing(circle.members, circle.words, now)
    counts = vouching.voice(replace(_value(row), word_until=None), stand, now)
    still_roots = member.word_root and member.word_until is not None and member.word_until > now
    if counts is Voice.NOTHING or (counts is Voice.MEMBER and still_roots):
        return
    member.word_until = now + vouching.STANDS_ON
    member.word_root, member.word_checked = counts is Voice.ROOT, member.trust is TrustLevel.CHECKED


def drop_word(member: Membership) -> None:
    """Ends what was left of somebody's word: they are suspended."""
    member.word_until, member.word_root, member.word_checked = None, False, False


def _read(session: Session, community_id: UUID) -> _Circle:
    session.flush()
    rows = {r["person_id"]: r for r in session.execute(_CIRCLE, {"community": community_id}).mappings()}
    words = session.execute(
        select(Vouch.voucher_id, Vouch.person_id).where(  # type: ignore[call-overload]
            col(Vouch.community_id) == community_id
        )
    )
    one_hand = hands.of_accounts(session, rows)
    members = [_value(row, one_hand.get(person)) for person, row in rows.items()]
    return _Circle(rows, members, [tuple(word) for word in words])


def _value(row: RowMapping, account_of: UUID | None = None) -> vouching.Member:
    return vouching.Member(
        person=row["person_id"],
        role=Role(row["role"]),
        state=MemberState(row["state"]),
        checked=row["trust"] == TrustLevel.CHECKED,
        since=row["since"],
        needed=row["words_needed"],
        word_until=row["word_until"],
        word_root=row["word_root"],
        word_checked=row["word_checked"],
        account_of=account_of,
    )


def _reckoned(
    session: Session, community_id: UUID, circle: _Circle, given_to: UUID | None, now: datetime
) -> _Circle:
    """The same with how many words are needed by whom one was given to just now, or was before that was written down.

    Who stands already never needs more than before. Who stood before it was written down needs at most the words
    they have, one of them a root's.
    """
    had: dict[UUID, int] = {}
    for _, receiver in circle.words:
        had[receiver] = had.get(receiver, 0) + 1
    missing = {p for p in had if p in circle.rows and circle.rows[p]["words_needed"] is None}
    wanted = missing | ({given_to} & had.keys() if given_to else set())
    if not wanted:
        return circle
    active = session.execute(
        select(func.count()).where(
            col(Membership.community_id) == community_id, col(Membership.state) == MemberState.ACTIVE
        )
    ).scalar_one()
    stand = vouching.standing(circle.members, circle.words, now)
    needed: dict[UUID, int] = {}
    for person in sorted(wanted):
        row = circle.rows[person]
        words = vouching.needed(active, vouching.may_give(circle.members, stand, person, now))
        if person in stand and row["words_needed"] is not None:
            words = min(words, row["words_needed"])
        elif person in missing and row["trust"] != TrustLevel.NEW:
            words = min(words, had[person])
        needed[person] = words
        session.get_one(Membership, (community_id, person)).words_needed = words
    session.flush()
    members = [replace(m, needed=needed.get(m.person, m.needed)) for m in circle.members]
    return replace(circle, members=members)


def _trust(row: RowMapping, stand: Set[UUID]) -> TrustLevel:
    """What is known of a helper: a check stays, words are weighed. Who has left or is suspended is new."""
    if row["trust"] == TrustLevel.CHECKED:
        return TrustLevel.CHECKED
    here = row["state"] in (MemberState.ACTIVE, MemberState.PENDING)
    return TrustLevel.VOUCHED if here and row["person_id"] in stand else TrustLevel.NEW


def _write(
    session: Session,
    member: Membership,
    trust: TrustLevel,
    falls_at: datetime | None,
    admitted: bool,
    now: datetime,
) -> None:
    if trust is not member.trust:
        member.trust = trust
        member.trust_since = None if trust is TrustLevel.NEW else now
        record_on(session, EventKind.TRUST_CHANGED, member, TrustChanged(trust), actor=None, now=now)
    if falls_at is not None and member.trust_falls_at is None and trust is TrustLevel.VOUCHED:
        record_on(session, EventKind.WORD_WANTED, member, actor=None, now=now)
    member.trust_falls_at = falls_at if trust is TrustLevel.VOUCHED else None
    if admitted:
        member.state, member.since = MemberState.ACTIVE, now
        record_on(session, EventKind.MEMBER_ADMITTED, member, actor=None, now=now)
