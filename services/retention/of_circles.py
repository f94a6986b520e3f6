"""How long what circles do and say is kept, and the record of what happened."""

from datetime import timedelta

from services.retention.keeping import ALL, Kept, Spent

A_DAY = timedelta(days=1)
A_YEAR = 365 * A_DAY

_SEEN = "CASE WHEN r.way = 'owed' THEN greatest(r.asked_at, r.seen_at) ELSE r.asked_at END"

OF_CIRCLES = (
    Kept(
        "looks_at_contacts",
        "so that nobody looks at many, and a second person sees who did",
        "30 days; the line of what happened stays",
        "purge",
        {"reveal": ALL},
        (Spent("reveal", _SEEN, 30 * A_DAY, "(r.way <> 'owed' OR r.seen_at IS NOT NULL)"),),
    ),
    Kept(
        "a_queue_and_its_hands",
        "so that two do not do the same, and what was put off comes back",
        "7 to 30 days after its end; calls that were made 90 days; what can be taken back a day",
        "purge",
        {"taken_up": ALL, "put_off": ALL, "duty": ALL, "desk_act": ALL, "reaching": ALL},
        (
            Spent("taken_up", "r.until", 7 * A_DAY),
            Spent("put_off", "r.until", 30 * A_DAY),
            Spent("duty", "r.until", 30 * A_DAY),
            Spent("desk_act", "r.until", A_DAY),
            Spent("reaching", "r.at", 90 * A_DAY),
        ),
    ),
    Kept(
        "changes_that_waited",
        "so that a second word can be given",
        "12 months after the end",
        "purge",
        {"pending_change": ALL},
        (Spent("pending_change", "r.ended_at", A_YEAR),),
    ),
    Kept(
        "what_circles_and_organisations_say_of_themselves",
        "so that people know whom they join; it is public, and not about one person",
        "as long as the circle or the organisation stands",
        "erasure",
        {
            "community": ALL,
            "community_slug": ALL,
            "organisation": ALL,
            "organisation_verification": ALL,
            "recognition": ALL,
            "alliance": ALL,
        },
    ),
    Kept(
        "decisions",
        "so that whoever was decided about can see it, as long as it holds",
        "as long as the account; codes and ids, no words",
        "erasure",
        {"decision": ALL},
    ),
    Kept(
        "record",
        "so that everybody can be held to account: who, what and when, as ids and codes",
        "for good: nobody can change it, and it holds no word, name, place or address",
        "erasure",
        {"event": ALL, "event_seal": ALL, "event_todo": ALL},
    ),
)
