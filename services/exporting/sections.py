"""What is kept of somebody, section by section. Whom else a row names is left out: that is theirs to take along."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import SQLModel, col

from core import models
from core.access import Caller
from core.crypto.vault import Cell
from services import sealed
from services.exporting.section import Opened, Section, Whose, under


def _own(table: type[SQLModel], *columns: str) -> Whose:
    """Rows in which one of these columns names the person."""
    return lambda caller: or_(*(col(getattr(table, column)) == caller.person_id for column in columns))


def _id(row: SQLModel) -> UUID:
    return cast(UUID, row.id)  # type: ignore[attr-defined]


def _in(cell: Callable[[UUID], Cell]) -> Callable[[SQLModel], Cell]:
    return lambda row: cell(_id(row))


def _report_part(column: str) -> Opened:
    def cell(row: SQLModel) -> Cell:
        report = cast(models.MatchReport, row)
        return sealed.report_cell(report.match_id, report.side, column)

    return under("author_id", column, cell)


def _need_parts() -> Iterator[Opened]:
    for column in (*sealed.NEED_COLUMNS, "place", "to_place"):
        yield under("author_id", column, _in(partial(sealed.need_cell, column=column)))


def _of_own_needs(column: UUID, caller: Caller) -> ColumnElement[bool]:
    """Rows about a need that the person asked for."""
    mine = select(col(models.Need.id)).where(col(models.Need.author_id) == caller.person_id)
    return col(column).in_(mine)


def _notes(caller: Caller) -> ColumnElement[bool]:
    own = col(models.Note.author_id) == caller.person_id
    return and_(
        col(models.Note.about_person) == caller.person_id,
        or_(own, _of_own_needs(models.Note.subject_id, caller)),
    )


_POSTED = ("id", "community_id", "organisation_id", "status", "posted_at", "expires_at")

ABOUT_ONESELF = (
    Section(
        "person",
        "What you are called, and what you chose.",
        models.Person,
        _own(models.Person, "id"),
        (
            *("id", "created_at", "seen_at", "represented", "languages", "locale", "time_zone", "is_adult"),
            *(
                "quiet_from",
                "quiet_to",
                "asks_a_day",
                "asks_a_week",
                "urgent_welcome",
                "paused",
                "paused_until",
            ),
            *("hidden", "to_be_met", "erasure_from"),
        ),
        (under("id", "display_name", _in(sealed.name_cell)),),
    ),
    Section(
        "contact_points",
        "Where you can be reached.",
        models.ContactPoint,
        _own(models.ContactPoint, "person_id"),
        ("id", "kind", "verified_at", "used_at"),
        (under("person_id", "sealed", _in(sealed.contact_cell), "address"),),
    ),
    Section(
        "accounts_elsewhere",
        "Accounts elsewhere that sign you in here; only that there is one.",
        models.Identity,
        _own(models.Identity, "person_id"),
        ("id", "provider", "anonymous"),
    ),
    Section(
        "former_addresses",
        "That you let an address go: when it was last used; which one, nobody can read.",
        models.FormerPoint,
        _own(models.FormerPoint, "person_id"),
        ("used_at", "until"),
    ),
    Section(
        "sign_ins",
        "Where you are or were signed in.",
        models.AuthSession,
        _own(models.AuthSession, "person_id"),
        ("id", "kind", "own_phone", "created_at", "refreshed_at", "expires_at", "ended_at", "proved_at"),
        (under("person_id", "device_name", _in(sealed.sign_in_cell)),),
    ),
    Section(
        "devices",
        "Phones that ring for you.",
        models.Device,
        _own(models.Device, "person_id"),
        ("id", "transport", "locale", "seen_at"),
    ),
    Section(
        "notification_settings",
        "Kinds of message that you switched on or off.",
        models.NotificationSetting,
        _own(models.NotificationSetting, "person_id"),
        ("kind", "enabled"),
    ),
    Section(
        "notifications",
        "What you were told.",
        models.Notification,
        _own(models.Notification, "person_id"),
        ("id", "kind", "subject_type", "subject_id", "params", "at", "read_at"),
    ),
    Section(
        "links",
        "Small pages that were sent to you: what each was for, not the word that opens it.",
        models.Link,
        _own(models.Link, "person_id"),
        ("id", "purpose", "subject_id", "created_at", "expires_at", "used_at"),
    ),
)

ASKING_AND_HELPING = (
    Section(
        "needs",
        "What you asked for, with your words and places.",
        models.Need,
        _own(models.Need, "author_id"),
        (
            *_POSTED,
            *("category", "language", "place_kind", "windows", "minutes", "quantity", "unit", "at_least"),
            *("for_people", "urgency", "involves", "requires", "cost", "contact_via", "share", "show_name"),
            *(
                "visible_to",
                "criteria",
                "closed_at",
                "helped_elsewhere",
                "hidden",
                "duplicate_of",
                "follow_up_at",
            ),
        ),
        tuple(_need_parts()),
    ),
    Section(
        "offers",
        "What you offered, with your place.",
        models.Offer,
        _own(models.Offer, "author_id"),
        (
            *_POSTED,
            *("for_need_id", "categories", "languages", "reach_km", "remote", "availability", "away"),
            *("at_a_time", "per_week", "up_to", "has", "cannot", "money", "stock", "share", "paused_until"),
        ),
        (under("author_id", "place", _in(sealed.offer_place_cell)),),
    ),
    Section(
        "matches",
        "Where your need and an offer, or your offer and a need, came together.",
        models.Match,
        _own(models.Match, "beneficiary_id", "helper_person_id"),
        (
            *("id", "need_id", "offer_id", "community_id", "status", "quantity", "created_at"),
            *(
                "helper_key_at",
                "beneficiary_key_at",
                "agreed_from",
                "agreed_to",
                "between_from",
                "between_to",
            ),
            *("confirmed_at", "contact_until", "ended_at", "end_code", "completed_by", "completed_quantity"),
        ),
    ),
    Section(
        "how_it_went",
        "What you said of how it went.",
        models.MatchReport,
        _own(models.MatchReport, "author_id"),
        ("match_id", "side", "outcome", "at", "hours", "quantity", "concern"),
        (_report_part("thanks"), _report_part("note")),
    ),
    Section(
        "messages",
        "What you wrote in matches.",
        models.Message,
        _own(models.Message, "author_id"),
        ("id", "match_id", "at"),
        (under("author_id", "sealed", _in(sealed.message_cell), "text"),),
    ),
)

TOGETHER = (
    Section(
        "memberships",
        "The circles you are or were in, and what you answer for there.",
        models.Membership,
        _own(models.Membership, "person_id"),
        ("community_id", "state", "role", "trust", "since", "role_since", "trust_since", "answerable"),
    ),
    Section(
        "words_for_others",
        "That you gave your word for somebody; for whom is theirs to say.",
        models.Vouch,
        _own(models.Vouch, "voucher_id"),
        ("community_id", "at"),
    ),
    Section(
        "words_for_you",
        "That somebody gave their word for you.",
        models.Vouch,
        _own(models.Vouch, "person_id"),
        ("community_id", "at"),
    ),
    Section(
        "duties",
        "When you may be rung for a circle.",
        models.Duty,
        _own(models.Duty, "person_id"),
        ("community_id", "since", "until"),
    ),
    Section(
        "organisations",
        "Organisations you act for.",
        models.OrganisationPerson,
        _own(models.OrganisationPerson, "person_id"),
        ("organisation_id", "since"),
    ),
    Section(
        "spoken_for_by",
        "That somebody may speak for you: how you agreed, and to what.",
        models.Representation,
        _own(models.Representation, "person_id"),
        ("id", "how", "covers", "given_at", "until", "created_at", "ended_at"),
    ),
    Section(
        "speaks_for",
        "That you speak for somebody.",
        models.Representation,
        _own(models.Representation, "representative_id"),
        ("id", "how", "covers", "shares", "given_at", "until", "created_at", "ended_at"),
    ),
    Section(
        "blocks",
        "Whom you never want to meet here again: what it was about; who it is stays with us.",
        models.Block,
        lambda caller: (
            (col(models.Block.blocker_id) == caller.person_id) & col(models.Block.comes_with).is_(None)
        ),
        ("id", "about_type", "about_id", "at"),
    ),
)

LOOKED_AT = (
    Section(
        "reports",
        "What you reported. The words that you wrote with it lie with the case, and are read there.",
        models.Report,
        _own(models.Report, "by_id", "for_id"),
        ("id", "about_type", "about_id", "kind", "urgent", "at"),
    ),
    Section(
        "concerns",
        "Concerns that you raised.",
        models.Concern,
        _own(models.Concern, "by_id", "for_id"),
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
        _own(models.Appeal, "for_id", "by_id"),
        ("id", "decision_id", "at", "closed_at", "outcome"),
        (under("for_id", "sealed", _in(sealed.appeal_cell), "text"),),
    ),
    Section(
        "notes",
        "Reasons and notes on what you asked for, as your history shows them, and those that you wrote of yourself.",
        models.Note,
        _notes,
        ("id", "subject_id", "at"),
        (under("about_person", "sealed", lambda row: Cell("note", _id(row), "sealed"), "text"),),
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
        _own(models.Event, "actor_id"),
        ("id", "at", "kind", "subject_type", "subject_id", "need_id", "community_id"),
    ),
)


SECTIONS = (*ABOUT_ONESELF, *ASKING_AND_HELPING, *TOGETHER, *LOOKED_AT)
