"""How a need stands, in a sentence, and what comes next; where there is nobody, why."""

from collections.abc import Iterator, Sequence

from matching.asking import nobody
from matching.words.vocabulary import NeedStatus, NextStep, Outlook
from services.needs.progress import Progress
from services.needs.views import MARKED_DOUBLE, NeedView
from web.parts import shapes
from web.reader import Reader

_STANDS = {
    NeedStatus.PENDING: "page.need.pending",
    NeedStatus.MATCHED: "page.need.matched",
    NeedStatus.EXPIRED: "notification.still_needed.text",
    NeedStatus.FULFILLED: "notification.need_fulfilled.text",
    NeedStatus.WITHDRAWN: "page.need.closed",
    NeedStatus.REMOVED: "notification.moderated.text",
}
"""What is said of a need that asks nobody; while it is open, what has become of asking."""
_NEXT = {
    NextStep.ASK_MORE: "web.progress.ask_more",
    NextStep.COORDINATOR: "web.progress.coordinator",
    NextStep.ALLIES: "web.progress.allies",
    NextStep.ORGANISATIONS: "web.progress.organisations",
}

_BY_NOW = {
    NextStep.ASK_MORE: "web.progress.begins",
    NextStep.COORDINATOR: "web.progress.coordinator_told",
}
"""The same once its time has come."""


def part(reader: Reader, view: NeedView, why: Sequence[str] = ()) -> shapes.Progress:
    """For its author. `why`: why there is nobody, as codes, where that was looked up."""
    return shapes.Progress(sentence(reader, view), tuple(_more(reader, view, why)))


def sentence(reader: Reader, view: NeedView) -> str:
    """How it stands now; its time may be over before anybody wrote that down."""
    status, progress = _status(reader, view), view.progress
    if MARKED_DOUBLE in view.notices:
        return reader.say("notification.marked_double.text")
    if status is not NeedStatus.OPEN or progress is None:
        return reader.say(_STANDS.get(status, "page.need.open"), until=reader.when(view.need.expires_at))
    if not progress.asked and view.need.candidates is None:
        return reader.say("web.progress.begins")
    if progress.outlook is Outlook.NOBODY:
        return reader.say("nobody.nobody_now")
    return reader.say("web.progress.asked", asked=progress.asked, waiting=progress.waiting, yes=progress.yes)


def _status(reader: Reader, view: NeedView) -> NeedStatus:
    over = view.need.status is NeedStatus.OPEN and view.need.expires_at <= reader.now
    return NeedStatus.EXPIRED if over else view.need.status


def _more(reader: Reader, view: NeedView, why: Sequence[str]) -> Iterator[str]:
    progress = view.progress
    if _status(reader, view) is not NeedStatus.OPEN or progress is None or MARKED_DOUBLE in view.notices:
        return
    for notice in view.notices:
        yield reader.say(f"notice.{notice}")
    if progress.outlook is Outlook.NOBODY and view.need.candidates is not None:
        yield from _nobody(reader, why or progress.why)
    yield from next_steps(reader, progress)
    yield reader.say("mail.open_until", when=reader.when(view.need.expires_at))


def _nobody(reader: Reader, why: Sequence[str]) -> Iterator[str]:
    """Why, as far as that tells nothing of a single helper, and what may always help."""
    for code in why:
        if code != nobody.Nobody.NOBODY_NOW:
            yield reader.say(f"nobody.{code}")
    for code in nobody.MAY_HELP:
        yield reader.say(f"nobody.{code}")


def next_steps(reader: Reader, progress: Progress) -> Iterator[str]:
    """Who is asked next, and when; of what is due now or was done, that it is so."""
    step, at = progress.step, progress.at
    if step in _NEXT and at is not None:
        key = _BY_NOW.get(step, _NEXT[step]) if at <= reader.now else _NEXT[step]
        yield reader.say(key, when=reader.when(at))
    if progress.full_until is not None:
        yield reader.say("web.progress.full", until=reader.when(progress.full_until))
    if progress.community_dormant:
        yield reader.say("web.progress.dormant")
