"""Of an export: what somebody asked for and offered, what was agreed, and what they wrote with it."""

from collections.abc import Iterator
from functools import partial
from typing import cast

from sqlmodel import SQLModel

from core import models
from core.crypto.vault import Cell
from services import sealed
from services.exporting.section import Opened, Section, in_cell, own, under


def _report_part(column: str) -> Opened:
    def cell(row: SQLModel) -> Cell:
        report = cast(models.MatchReport, row)
        return sealed.report_cell(report.match_id, report.side, column)

    return under("author_id", column, cell)


def _need_parts() -> Iterator[Opened]:
    for column in (*sealed.NEED_COLUMNS, "place", "to_place"):
        yield under("author_id", column, in_cell(partial(sealed.need_cell, column=column)))


_POSTED = ("id", "community_id", "organisation_id", "status", "posted_at", "expires_at")

ASKING_AND_HELPING = (
    Section(
        "needs",
        "What you asked for, with your words and places.",
        models.Need,
        own(models.Need, "author_id"),
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
        own(models.Offer, "author_id"),
        (
            *_POSTED,
            *("for_need_id", "categories", "languages", "reach_km", "remote", "availability", "away"),
            *("at_a_time", "per_week", "up_to", "has", "cannot", "money", "stock", "share", "paused_until"),
        ),
        (under("author_id", "place", in_cell(sealed.offer_place_cell)),),
    ),
    Section(
        "matches",
        "Where your need and an offer, or your offer and a need, came together.",
        models.Match,
        own(models.Match, "beneficiary_id", "helper_person_id"),
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
        own(models.MatchReport, "author_id"),
        ("match_id", "side", "outcome", "at", "hours", "quantity", "concern"),
        (_report_part("thanks"), _report_part("note")),
    ),
    Section(
        "messages",
        "What you wrote in matches.",
        models.Message,
        own(models.Message, "author_id"),
        ("id", "match_id", "at"),
        (under("author_id", "sealed", in_cell(sealed.message_cell), "text"),),
    ),
)
