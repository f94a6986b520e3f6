"""How long what people were told is kept, and who asked a circle for a call."""

from datetime import timedelta

from matching.states import calls
from services.retention.keeping import ALL, Kept, Spent
from services.retention.of_help import ASKED

A_DAY = timedelta(days=1)

OF_MESSAGES = (
    Kept(
        "inbox",
        "so that people find again what they were told",
        "12 months",
        "purge",
        {"notification": ALL},
        (
            Spent(
                *("notification", "r.at", 365 * A_DAY),
                by="r.id",
                takes_along=("delivery", "notification_id"),
                key="id",
            ),
        ),
    ),
    Kept(
        "messages_on_their_way",
        "so that each message leaves once, and silence counts only where one arrived",
        "30 days after it ended, 90 where it asked somebody for help; what several left in, 60 days",
        "purge",
        {"delivery": ALL, "digest": ALL},
        (
            Spent(
                "delivery",
                "r.expires_at",
                30 * A_DAY,
                f"r.status NOT IN ('pending', 'leased') AND NOT {ASKED}",
                key="id",
            ),
            Spent("delivery", "r.expires_at", 90 * A_DAY, "r.status NOT IN ('pending', 'leased')", key="id"),
            Spent("digest", "r.at", 60 * A_DAY),
        ),
    ),
    Kept(
        "links_in_letters",
        "so that somebody with nothing but a mailbox can answer: keyed hashes of them",
        "a day after it closes; of an invitation 30 days",
        "purge",
        {"link": ALL, "invitation": ALL},
        (Spent("link", "r.expires_at", A_DAY), Spent("invitation", "r.expires_at", 30 * A_DAY)),
    ),
    Kept(
        "calls_asked_for",
        "so that somebody without an account is called back",
        "7 days after its end, 14 days if nobody calls; a number that asked for no call 30 days, as a hash",
        "purge",
        {"call_request": ALL, "call_shut": ALL},
        (
            Spent("call_request", "r.closed_at", calls.KEPT),
            Spent("call_request", "r.asked_at", calls.LAPSES_AFTER, "r.closed_at IS NULL"),
            Spent("call_shut", "r.until"),
        ),
    ),
    Kept(
        "copies_of_development",
        "so that developers read what was sent; no other server keeps any",
        "the last 5,000",
        "purge",
        {"sent_copy": ALL},
    ),
)
