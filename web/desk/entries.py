"""An entry of the list as it is read: why it is here, about what and whom, how it stands, who has it, what is next."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from core.models import Community, TakenHow
from services.desk.entry import DeskEntry, SeenPerson
from services.needs.progress import Progress
from services.oversight.queue import Held
from web import desk_paths
from web.coming.visitor import Visitor
from web.desk import address
from web.desk.filters import Narrowed, say_why
from web.pages.needs import progress as told_progress
from web.parts.fields import Button, Form
from web.parts.render import as_written, clipped
from web.parts.shapes import Item, Items, Way
from web.parts.signs import sign

NAME, FORM = "entries", "act"
"""Of the list's element, and of the one form that the buttons of all entries belong to."""
_ROOM_FOR_A_NOTE = 200


class Next(NamedTuple):
    """The one next act of an entry: what it is called, and which form of its page it opens."""

    label: str
    do: str


NEXT: Mapping[str, Next] = {
    "propose": Next("web.desk.next.propose", "ask"),
    "contact_author": Next("web.desk.next.contact_author", "call"),
    "mark_double": Next("web.desk.next.mark_double", "double"),
    "pass_on": Next("web.desk.next.pass_on", "yes"),
    "resolve_completed": Next("web.desk.next.decide", "decide"),
    "read_report": Next("web.desk.next.read_report", ""),
    "admit": Next("web.desk.next.admit", "admit"),
    "met": Next("web.desk.next.met", "met"),
    "claim": Next("web.desk.next.call_back", ""),
    "read_reveals": Next("web.desk.next.read_reveals", ""),
    "read_appeal": Next("web.desk.next.read_appeal", ""),
}
"""By the code of an entry's next act."""
_YOURS = {
    TakenHow.CLAIMED: "web.desk.yours.claimed",
    TakenHow.ACTING: "web.desk.yours.acting",
    TakenHow.ASSIGNED: "web.desk.yours.assigned",
}
_OTHERS = {
    TakenHow.CLAIMED: "web.desk.others.claimed",
    TakenHow.ACTING: "web.desk.others.acting",
    TakenHow.ASSIGNED: "web.desk.others.assigned",
}
_OF_A_NEED = frozenset({"propose", "contact_author", "mark_double"})
"""What is done on the page of the need, whatever stands in the queue."""


def items(visitor: Visitor, circle: Community, entries: list[DeskEntry], narrowed: Narrowed) -> Items:
    """The list, most pressing first, with one form for the buttons of all."""
    empty = "web.desk.nothing_later" if narrowed.filters.put_off else "web.desk.nothing"
    action = address.path(circle) + narrowed.address
    return Items(
        [item(visitor, circle, entry, narrowed) for entry in entries],
        visitor.say(empty),
        form=Form((), action=action, key=FORM),
        name=NAME,
    )


def item(visitor: Visitor, circle: Community, entry: DeskEntry, narrowed: Narrowed) -> Item:
    """One entry. Its title leads to its page; the next act opens there."""
    why = say_why(visitor, entry.why)
    name = entry.title or (visitor.say(f"category.{entry.category}") if entry.category else why)
    return Item(
        name,
        page_of(circle, entry) + narrowed.address,
        tuple(_lines(visitor, entry, why)),
        state=visitor.say(f"page.when.{entry.urgency}") if entry.urgency else "",
        sign=sign(entry.category) if entry.category else None,
        waits=entry.at_once,
        ways=tuple(_ways(visitor, circle, entry, narrowed)),
        key=key(entry),
        buttons=tuple(_buttons(visitor, entry)),
    )


def key(entry: DeskEntry) -> str:
    """The name of its element: something may stand in a queue for two reasons."""
    return f"{entry.why}-{entry.id}"


def page_of(circle: Community, entry: DeskEntry) -> str:
    """The page on which it is looked at and decided."""
    return desk_paths.entry(circle.slug, entry.type, entry.id, entry.why)


def _lines(visitor: Visitor, entry: DeskEntry, why: str) -> Iterator[str]:
    if entry.title or entry.category:
        yield why
    yield visitor.say("web.desk.since", when=visitor.when(entry.since))
    if entry.due is not None:
        yield visitor.say("web.desk.due", when=visitor.when(entry.due))
    if entry.author is not None:
        yield who(visitor, entry.author)
    if entry.told is not None:
        yield from how_it_stands(visitor, entry.told)
    if entry.last_note:
        note = as_written(clipped(entry.last_note, _ROOM_FOR_A_NOTE) or "")
        yield visitor.say("web.desk.last_note", note=note)
    if entry.put_off_until is not None:
        yield visitor.say("web.desk.put_off_until", when=visitor.when(entry.put_off_until))
    if entry.held is not None:
        yield held_line(visitor, entry.held)


def who(visitor: Visitor, person: SeenPerson) -> str:
    """Somebody by name, and that somebody speaks for them."""
    name = as_written(person.display_name or visitor.say("web.desk.somebody"))
    return visitor.say("web.desk.spoken_for", name=name) if person.represented else name


def how_it_stands(visitor: Visitor, told: Progress) -> Iterator[str]:
    """How many were asked, and what the author was told comes next."""
    yield visitor.say("web.progress.asked", asked=told.asked, waiting=told.waiting, yes=told.yes)
    yield from told_progress.next_steps(visitor, told)


def held_line(visitor: Visitor, held: Held) -> str:
    """Who looks after it, until when, and how it came to be theirs."""
    until = visitor.when(held.until)
    if held.by_me:
        return visitor.say(_YOURS[held.how], until=until)
    name = as_written(held.display_name or visitor.say("web.desk.somebody"))
    return visitor.say(_OTHERS[held.how], name=name, until=until)


def _ways(visitor: Visitor, circle: Community, entry: DeskEntry, narrowed: Narrowed) -> Iterator[Way]:
    yield next_way(visitor, circle, entry, narrowed)
    if entry.put_off_until is None:
        later = address.path(circle, "entries", str(entry.id)) + narrowed.address
        yield Way(later, visitor.say("web.desk.later_or_given"), shortcut="s")


def next_way(visitor: Visitor, circle: Community, entry: DeskEntry, narrowed: Narrowed) -> Way:
    """The one next act, drawn boldly: its page with the form of it open."""
    label, do = NEXT.get(entry.next_act, Next("web.desk.next.open", ""))
    on_need = entry.next_act in _OF_A_NEED and entry.need_id is not None
    page = desk_paths.entry(circle.slug, "need", entry.need_id) if on_need else page_of(circle, entry)  # type: ignore[arg-type]
    return Way(page + _opening(narrowed, do), visitor.say(label), bold=True)


def _opening(narrowed: Narrowed, do: str) -> str:
    if not do:
        return narrowed.address
    return f"{narrowed.address}{'&' if narrowed.address else '?'}{urlencode({'do': do})}"


def _buttons(visitor: Visitor, entry: DeskEntry) -> Iterator[Button]:
    if entry.put_off_until is not None:
        yield Button(_do("bring_back", entry.id), visitor.say("web.desk.bring_back"), quiet=True)
    elif entry.held is None:
        yield Button(_do("claim", entry.id), visitor.say("page.human.take"), quiet=True, shortcut="c")
    elif entry.held.by_me:
        yield Button(_do("release", entry.id), visitor.say("web.desk.release"), quiet=True, shortcut="c")


def _do(act: str, id: UUID) -> str:
    return f"{act} {id}"
