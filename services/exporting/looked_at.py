"""Of an export: what somebody reported and what was decided about them, who looked, and every line of what they did."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from core import models, notes
from core.access import Caller
from services import sealed
from services.exporting.section import Section, in_cell, own, under


def _of_own_needs(column: UUID, caller: Caller) -> ColumnElement[bool]:
    """Rows about a need that the person asked for."""
    mine = select(col(models.Need.id)).where(col(models.Need.author_id) == caller.person_id)
    return col(column).in_(mine)


def _notes(caller: Caller) -> ColumnElement[bool]:
    mine = col(models.Note.author_id) == caller.person_id
    return and_(
        col(models.Note.about_person) == caller.person_id,
        or_(mine, _of_own_needs(models.Note.subject_id, caller)),
    )


LOOKED_AT = (
    Section(
        "reports",
        "What you reported. The words that you wrote with it lie with the case, and are read there.",
        models.Report,
        own(models.Report, "by_id", "for_id"),
        ("id", "about_type", "about_id", "kind", "urgent", "at"),
    ),
    Section(
        "concerns",
        "Concerns that you raised.",
        models.Concern,
        own(models.Concern, "by_id", "for_id"),
        ("id", "match_id", "at", "closed_at"),
    ),
    Section(
        "decisions",
        "What a human decided about you.",
        models.Decision,
        lambda caller: col(models.Decision.concerns).contains([caller.person_id]),
        ("id", "at", "community_id", "about", "about_id", "ruling"),
    ),
    Section(
        "appeals",
        "What you said against a decision.",
        models.Appeal,
        own(models.Appeal, "for_id", "by_id"),
        ("id", "decision_id", "at", "closed_at", "outcome"),
        (under("for_id", "sealed", in_cell(sealed.appeal_cell), "text"),),
    ),
    Section(
        "notes",
        "Reasons and notes on what you asked for, as your history shows them, and those that you wrote of yourself.",
        models.Note,
        _notes,
        ("id", "subject_id", "at"),
        (under("about_person", "sealed", in_cell(notes.cell), "text"),),
    ),
    Section(
        "looks",
        "Who looked at your contact or place as one who answers for your circle: when, and for which need.",
        models.Reveal,
        lambda caller: and_(
            _of_own_needs(models.Reveal.need_id, caller), col(models.Reveal.opened_at).is_not(None)
        ),
        ("id", "community_id", "need_id", "opened_at"),
    ),
    Section(
        "what_happened",
        "Every line of what you did here.",
        models.Event,
        own(models.Event, "actor_id"),
        ("at", "kind", "subject_type", "subject_id", "need_id", "community_id"),
    ),
)
