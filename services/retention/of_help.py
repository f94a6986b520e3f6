"""How long what people asked for, offered and wrote to one another is kept."""

from datetime import timedelta

from services.facts import noes
from services.retention.keeping import ALL, Kept, Spent

A_DAY = timedelta(days=1)
A_MONTH, A_YEAR = 30 * A_DAY, 365 * A_DAY

_EMPTIED = """(EXISTS (SELECT FROM need n WHERE n.id = r.subject_id AND n.emptied_at IS NOT NULL)
               OR EXISTS (SELECT FROM match m WHERE m.id = r.subject_id AND m.emptied_at IS NOT NULL))"""
_UNHEARD = """NOT EXISTS (SELECT FROM appeal a JOIN decision d ON d.id = a.decision_id
                           WHERE d.event_id = r.event_id AND a.closed_at IS NULL)"""
"""SQL: nobody appealed against what a note is the reason of, or that was heard."""


def _none_in(table: str, column: str) -> str:
    """SQL: no row of that table hangs on this one."""
    return f"NOT EXISTS (SELECT FROM {table} x WHERE x.{column} = r.id)"


OF_HELP = (
    Kept(
        "where_needs_are",
        "so that whoever helps finds the door, and knows what is meant for them alone",
        "7 days after a need is fulfilled or taken back, 30 days after it ran out",
        "forget_contacts",
        {"need": ("place", "to_place", "address", "private_note")},
    ),
    Kept(
        "words_of_needs",
        "so that others understand what is asked for, by whom and when",
        "30 days after the end; not while something reported or disputed is looked into",
        "forget_needs",
        {
            "need": (
                *(
                    "title",
                    "details",
                    "language",
                    "windows",
                    "minutes",
                    "involves",
                    "requires",
                    "cost",
                    "share",
                ),
                *("criteria", "cell", "shown_pt", "to_cell", "contact_via", "show_name"),
            )
        },
    ),
    Kept(
        "what_offers_say",
        "so that helpers are asked for what they can do, when and where they can",
        "30 days after the end",
        "forget_offers",
        {
            "offer": (
                *("place", "cell", "reach_km", "languages", "availability", "away", "has", "cannot", "money"),
                *("share", "at_a_time", "per_week", "last_asked_at", "check_in_asked_at", "paused_until"),
            )
        },
    ),
    Kept(
        "what_was_agreed",
        "so that the two know when they meet, and how it went",
        "30 days after the end; not while something reported or disputed is looked into",
        "forget_matches",
        {
            "match": (
                *(
                    "agreed_from",
                    "agreed_to",
                    "between_from",
                    "between_to",
                    "people",
                    "parts",
                    "reasons",
                    "score",
                ),
                *("helper_spoken", "beneficiary_spoken", "change_by", "change_hand", "change_quantity"),
                *("change_from", "change_to", "helper_remind_at", "beneficiary_remind_at"),
            ),
            "match_report": ("thanks", "note"),
            "message": ALL,
            "message_seen": ALL,
        },
    ),
    Kept(
        "reasons_and_notes",
        "so that people read why something was done, and can appeal",
        "30 days, and as long as the need or the match has its words; else 12 months",
        "purge",
        {"note": ALL},
        (
            Spent("note", "r.at", A_MONTH, f"{_EMPTIED} AND {_UNHEARD}", by="r.id"),
            Spent("note", "r.at", A_YEAR, _UNHEARD, by="r.id"),
        ),
    ),
    Kept(
        "who_was_shown",
        "so that asking again tells an author nothing new",
        "2 days",
        "purge",
        {"shown_sample": ALL},
        (Spent("shown_sample", "CAST(r.day AS timestamp) AT TIME ZONE 'UTC'", 2 * A_DAY),),
    ),
    Kept(
        "where_help_could_come_from",
        "so that helpers near a need are found",
        "as long as an offer stands; a place that nobody is in goes within an hour",
        "look_over",
        {"supply": ALL, "supply_cell": ALL},
    ),
    Kept(
        "what_was_said_of_a_case",
        "so that a human can judge what was reported",
        "until the case is closed and nobody may appeal any more; 90 days after whom it is about has left",
        "end_cases",
        {"evidence": ALL, "case_key": ALL},
    ),
    Kept(
        "that_something_was_reported",
        "so that those who reported see what came of it, and a second time is known as one",
        "12 months after the case is closed",
        "purge",
        {"report": ALL, "safety_case": ALL, "concern": ALL},
        (
            Spent("report", "(SELECT k.closed_at FROM safety_case k WHERE k.id = r.case_id)", A_YEAR),
            Spent("concern", "r.closed_at", A_YEAR, _none_in("report", "concern_id")),
            Spent(
                "safety_case",
                "r.closed_at",
                A_YEAR,
                " AND ".join(_none_in(table, "case_id") for table in ("report", "evidence", "case_key")),
            ),
        ),
    ),
    Kept(
        "why_a_decision_was_wrong",
        "so that another human hears an appeal",
        "30 days after the answer",
        "purge",
        {"appeal": ("sealed",)},
        (Spent("appeal", "r.closed_at", A_MONTH, "r.sealed IS NOT NULL", empties="sealed = NULL"),),
    ),
)
ASKED = f"""(r.status = 'sent' AND EXISTS (SELECT FROM notification x
                          WHERE x.id = r.notification_id AND x.kind IN ({noes.ASKS})))"""
"""SQL: a request that reached a helper; whether one is silent is asked of these (`services.neighbours.silence`)."""
