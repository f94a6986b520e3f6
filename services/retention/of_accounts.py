"""How long accounts, sign-ins and addresses are kept."""

from datetime import timedelta

from services.cases import closing
from services.retention.keeping import ALL, Kept, Spent

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
A_MONTH, A_YEAR = 30 * A_DAY, 365 * A_DAY

OF_ACCOUNTS = (
    Kept(
        "account",
        "so that people can be called by a name, reached, and recognised when they sign in",
        "until it is erased; 12 months after it was last seen, if nothing of it is open",
        "reduce_unused",
        {
            "person": ALL,
            "person_key": ALL,
            "contact_point": ALL,
            "identity": ALL,
            "membership": ALL,
            "household_mark": ALL,
            "name_mark": ALL,
            "notification_setting": ALL,
            "organisation_person": ALL,
            "organisation_invitation": ALL,
            "helper_silence": ALL,
            "vouch": ALL,
        },
    ),
    Kept(
        "who_keeps_away",
        "so that two who are not to meet do not meet",
        "as long as the two accounts could meet",
        "erasure",
        {"block": ALL},
    ),
    Kept(
        "codes_to_sign_in",
        "so that an address proves whose it is",
        "an hour after the code has ended",
        "purge",
        {"sign_in_challenge": ALL},
        (Spent("sign_in_challenge", "r.expires_at", AN_HOUR),),
    ),
    Kept(
        "sign_ins",
        "so that people see where they are signed in, and end what is not theirs",
        "30 days after the end",
        "purge",
        {"auth_session": ALL},
        (Spent("auth_session", "least(r.expires_at, r.ended_at)", A_MONTH),),
    ),
    Kept(
        "phones_that_ring",
        "so that messages arrive",
        "60 days after it was last seen",
        "purge",
        {"device": ALL},
        (Spent("device", "r.seen_at", 60 * A_DAY),),
    ),
    Kept(
        "marks_of_former_addresses",
        "so that a block or a suspension holds when the same person comes back",
        "12 months; longer while a case about the former account is open",
        "purge",
        {"former_point": ALL, "former_self": ALL},
        (
            Spent("former_point", "r.until"),
            Spent("former_self", "r.until", besides=closing.none_open("r.former_id")),
        ),
    ),
    Kept(
        "answers_given",
        "so that what was sent twice happens once",
        "7 days",
        "purge",
        {"idempotent_answer": ALL},
        (Spent("idempotent_answer", "r.at", 7 * A_DAY),),
    ),
    Kept(
        "marks_of_networks",
        "so that nobody can try or write without end: keyed hashes of networks and accounts, no address",
        "24 hours after the limit has passed",
        "purge",
        {"rate_limit": ALL},
        (Spent("rate_limit", "r.tat", A_DAY),),
    ),
    Kept(
        "letters_to_strangers",
        "so that nobody has letters sent to many strangers: keyed hashes of their addresses",
        "30 days",
        "purge",
        {"letter_to_stranger": ALL},
        (Spent("letter_to_stranger", "r.at", A_MONTH + A_DAY),),
    ),
    Kept(
        "who_speaks_for_whom",
        "so that it can be shown that somebody agreed to be spoken for",
        "12 months after the end",
        "purge",
        {"representation": ALL, "take_over": ALL},
        (
            Spent("representation", "least(r.ended_at, r.until)", A_YEAR),
            Spent("take_over", "r.expires_at", A_MONTH),
        ),
    ),
    Kept(
        "what_was_written_down_before_signing_in",
        "so that nobody writes twice what they ask for",
        "as long as its page says, a day at most",
        "purge",
        {"draft": ALL},
        (Spent("draft", "r.expires_at"),),
    ),
)
