"""One message sent as a try, and what became of it told step by step, for whoever sets a channel up."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from notifications.channels import trouble
from notifications.channels.base import Channel, Outcome, Parcel, Verdict

STEPS = {
    "email": (
        "the mail server is found",
        "it answers",
        "the line is safe, as far as is asked for",
        "it lets us in and takes our sender",
        "it takes the recipient",
        "it takes the letter",
    ),
    "sms": ("the gateway answers", "it lets us in", "it takes the text"),
    "push": ("Google lets us in", "Firebase takes the push"),
}
"""What must go well, in this order."""
_FAILS_AT = {
    "email": (
        ("UNKNOWN_HOST", 0),
        ("REFUSED", 1),
        ("NO_ANSWER", 1),
        ("SESSION_-1", 1),
        ("CERTIFICATE", 2),
        ("NO_STARTTLS", 2),
        ("SESSION_", 3),
        ("NO_SIGN_IN", 3),
        ("RCPT_", 4),
        ("MALFORMED", 4),
    ),
    "sms": (("Connect", 0), ("HTTP_401", 1), ("HTTP_402", 1), ("HTTP_403", 1)),
    "push": (("AUTH_", 0),),
}
"""At which of the steps an outcome whose code begins so came to its end; at the last, where none fits."""


async def send(channel: Channel, address: str, address_kind: str) -> Outcome:
    """Sends one message there that says that it is a try."""
    name = uuid4()
    try:
        return await channel.send(
            Parcel(
                delivery_id=name,
                message_id=name.hex,
                address=address,
                address_kind=address_kind,
                kind="test",
                subject="Minka: a test",
                text="This is a test of Minka, sent by whoever runs it. There is nothing to do.",
                link="",
                locale="en",
                collapse_key=None,
                time_to_live=timedelta(minutes=5),
                urgent=True,
            )
        )
    finally:
        await channel.aclose()


def told(channel: str, outcome: Outcome) -> Iterator[tuple[bool, str]]:
    """Each step up to the one that failed, and whether it went well, in a sentence."""
    steps = STEPS[channel]
    if outcome.verdict is Verdict.DONE:
        yield from ((True, step) for step in steps)
        return
    fits = (at for begin, at in _FAILS_AT[channel] if outcome.code.startswith(begin))
    at = next(fits, len(steps) - 1)
    yield from ((True, step) for step in steps[:at])
    yield False, f"not so: {steps[at]}. {_why(channel, outcome)}"


def _why(channel: str, outcome: Outcome) -> str:
    if trouble.is_well(outcome) is False:
        return trouble.sentence(channel, outcome.code)
    return f"This address is refused ({outcome.code}): is it right? The channel itself works."
