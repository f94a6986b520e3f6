"""A line of a history in words: what happened, in the reader's language."""

from core.events import payload_of
from core.events.payloads import NeedFulfilled
from core.models import Event
from texts.catalogue import say


def sentence(event: Event, locale: str) -> str:
    """What happened, and of a need that was closed, on whose word and on how much."""
    match payload_of(event):
        case NeedFulfilled(helped_elsewhere=True):
            return say("event.need_fulfilled.elsewhere", locale)
        case NeedFulfilled(helped_elsewhere=False):
            return say("event.need_fulfilled.enough", locale)
        case NeedFulfilled(done=int(done), asked=int(asked)) if 0 < done < asked:
            return say("event.need_fulfilled.part", locale, done=done, asked=asked)
        case NeedFulfilled(done=0):
            return say("event.need_fulfilled.double", locale)
        case NeedFulfilled(done=int(), asked=None):
            return say("event.need_fulfilled.given", locale)
    return say(f"event.{event.kind}", locale)
