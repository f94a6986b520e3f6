"""What a message says in numbers: how many come, how much was done. Nothing else of an event travels in its words."""

from core.events.match_payloads import MatchConfirmed, TooFew
from core.events.payloads import LeftOpen, NeedFulfilled, Payload


def of(payload: Payload) -> dict[str, int]:
    """The numbers that the sentences about this event may name."""
    match payload:
        case MatchConfirmed(come=int(come), least=int(least)) | TooFew(come=come, least=least):
            return {"come": come, "least": least}
        case NeedFulfilled(done=int(done), asked=int(asked)):
            return {"done": done, "asked": asked}
        case LeftOpen(many=int(many)):
            return {"many": many}
    return {}
