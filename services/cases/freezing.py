"""What is frozen for a case: the words that a human judges by, as they stood when they were reported."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.crypto.keyring import keyring
from core.ids import new_id
from core.models import Case, Community, Evidence, Match, MatchReport, Message, Need
from matching.words.reporting import EvidenceKind
from services import sealed
from services.cases import keys


class Piece(NamedTuple):
    """One text: of what (`source_id`, `part`), who wrote it, and when."""

    kind: EvidenceKind
    source_id: UUID
    part: str
    author_id: UUID | None
    at: datetime
    text: str


def of_match(session: Session, match: Match) -> Iterator[Piece]:
    """What the two of a match wrote to one another and said of how it went, and the words of the need."""
    yield from of_need(session, session.get_one(Need, match.need_id))
    ring = keyring(session)
    for message in session.scalars(
        select(Message).where(col(Message.match_id) == match.id).order_by(col(Message.id))
    ):
        words = ring.open(message.author_id, sealed.message_cell(message.id), message.sealed)
        if words:
            yield Piece(EvidenceKind.MESSAGE, message.id, "text", message.author_id, message.at, words)
    for report in session.scalars(select(MatchReport).where(col(MatchReport.match_id) == match.id)):
        for part in ("thanks", "note"):
            cell = sealed.report_cell(match.id, report.side, part)
            words = ring.open(report.author_id, cell, getattr(report, part))
            if words:
                name = f"{report.side}.{part}"
                yield Piece(EvidenceKind.MATCH_REPORT, match.id, name, report.author_id, report.at, words)


def of_need(session: Session, need: Need) -> Iterator[Piece]:
    """The words of a need that others read: neither its place nor what is for the helper alone."""
    for part in ("title", "details"):
        words = sealed.opened_in_need(session, need, part)
        if words:
            yield Piece(EvidenceKind.NEED, need.id, part, need.posted_by, need.posted_at, words)


def of_community(community: Community) -> Iterator[Piece]:
    """What a community says of itself."""
    for part in ("name", "about"):
        words = getattr(community, part)
        if words:
            yield Piece(EvidenceKind.COMMUNITY, community.id, part, None, community.created_at, words)


def freeze(session: Session, case: Case, pieces: Iterable[Piece], *, now: datetime) -> None:
    """Copies these texts under the case's key; what is there already, word for word, is not copied again."""
    key = keys.of(session, case.id)
    if key is None:
        return
    there = {(row.source_id, row.part, words) for row, words in of_case(session, case)}
    for piece in pieces:
        what = (piece.source_id, piece.part, piece.text)
        if what in there:
            continue
        there.add(what)
        evidence_id = new_id()
        session.add(
            Evidence(
                id=evidence_id,
                case_id=case.id,
                kind=piece.kind,
                source_id=piece.source_id,
                part=piece.part,
                author_id=piece.author_id,
                written_at=piece.at,
                frozen_at=now,
                sealed=keys.sealed(key, evidence_id, piece.text),
            )
        )
    session.flush()


def of_case(session: Session, case: Case) -> list[tuple[Evidence, str]]:
    """What was frozen for a case, in the order in which it was; nothing once its key was destroyed."""
    key = keys.of(session, case.id)
    if key is None:
        return []
    rows = session.scalars(
        select(Evidence).where(col(Evidence.case_id) == case.id).order_by(col(Evidence.id))
    )
    return [(row, keys.opened(key, row.id, row.sealed)) for row in rows]
