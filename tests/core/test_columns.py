"""L6: no column holds words in the clear unless it says why; and none what nobody should know of anybody."""

import re

from sqlalchemy import ARRAY, Column, Enum, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

import core.models
from core.models.columns import Kept

PUBLIC = {
    "community.name": "everybody reads it",
    "community.slug": "made of its name",
    "community_slug.slug": "made of its name",
    "community.about": "what it says of itself to everybody",
    "community.contact": "where it says that it is reached",
    "community.landmarks": "places that everybody knows by name",
    "community.emergency": "numbers that everybody may need",
    "organisation.name": "everybody reads it",
    "organisation.stands_for": "what it says of itself to everybody",
    "pending_change.proposed": "such a name, place or number, before it stands",
    "community.policy": "dials; stewards' choices are public",
}
"""What a community or an organisation says of itself. It is not about one person, and is shown without sign-in or to
all who are signed in: sealing it would keep it from nobody."""

OURS = {
    "person.locale": "a language tag",
    "person.languages": "language tags",
    "person.time_zone": "a zone of the world",
    "community.time_zone": "a zone of the world",
    "device.locale": "a language tag",
    "need.language": "a language tag",
    "sign_in_challenge.locale": "a language tag",
    "need.category": "a word of the vocabulary",
    "pool.category": "a word of the vocabulary",
    "community.languages": "language tags",
    "offer.languages": "language tags",
    "desk_act.before": "columns that an act changed: ids, codes and times",
    "put_off.whys": "words of the vocabulary",
    "channel_state.fingerprint": "a keyed hash of an operator's settings",
    "channel_rest.fingerprint": "a keyed hash of an operator's settings",
    "event_history.timeline": "PostgreSQL's names of a server and of its history",
    "sent_copy.channel": "development alone",
    "sent_copy.address": "development alone",
    "sent_copy.subject": "development alone",
    "sent_copy.text": "development alone",
}
CODES = re.compile(
    r"\.(kind|subject_type|about_type|channel|job|provider|change_by|end_code|ended_by|code|part|payload|params|parts)$"
)
"""Words that only the code writes."""

FORBIDDEN = re.compile(
    r"nationality|citizen|ethnic|race|tribe|religio|faith|passport|document_number|identity_card|visa|legal_status"
    r"|diagnos|disease|hiv|pregnan|sexual|gender|political|income|birth_?(day|date|place)|ip_address|\bip\b"
)
"""What Minka never keeps of anybody (ADR 0006 and the promise to people)."""


def columns() -> dict[str, Column[object]]:
    assert core.models
    return {
        f"{table.name}.{one.name}": one for table in SQLModel.metadata.sorted_tables for one in table.columns
    }


def holds_words(column: Column[object]) -> bool:
    """Whether free words could stand in it, by its type."""
    kind = column.type
    if isinstance(kind, Enum | LargeBinary | Uuid):
        return False
    if isinstance(kind, Kept | JSONB):
        return True
    if isinstance(kind, ARRAY):
        return "TEXT" in str(kind.item_type).upper()
    return "CHAR" in str(kind).upper() or "TEXT" in str(kind).upper()


VALUES = re.compile(
    r"^(need|offer|representation|match|shown_sample|concern)\.(windows|involves|requires|cost|share|shares|criteria|"
    r"covers|categories|availability|away|has|cannot|money|helper_spoken|beneficiary_spoken|reasons|shown|why)$"
    r"|^community\.categories$"
)
"""Numbers, times, ids and words of the vocabulary, each read by a form or held to a list by its schema."""


def test_no_column_holds_words_in_the_clear_that_does_not_say_why() -> None:
    clear = {name for name, column in columns().items() if holds_words(column)}
    unexplained = {name for name in clear - PUBLIC.keys() - OURS.keys() if not CODES.search(name)}
    assert {name for name in unexplained if not VALUES.search(name)} == set(), "seal it, or say here why not"
    assert PUBLIC.keys() | OURS.keys() <= clear, "what is sealed by now needs no reason"


def test_nothing_is_kept_that_nobody_should_know_of_anybody() -> None:
    assert {name for name in columns() if FORBIDDEN.search(name)} == set()
