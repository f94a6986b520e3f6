"""What somebody changed of a need in its form: only what is another than before."""

from core.edits import UNSET, Unset
from core.errors import Invalid
from core.models import Need
from matching.words.durations import MINUTES_LEAST, MINUTES_MOST
from matching.words.values import Cost, Window
from matching.words.vocabulary import Urgency
from services.needs import views as need_views
from services.needs.edits import NeedChanges
from web.coming.visitor import Visitor
from web.pages.needs import costs, criteria, edit_form
from web.parts import stretches, typed, written

MOST, MOST_PEOPLE = 1_000_000, 100_000


def read(visitor: Visitor, need: Need) -> NeedChanges:
    """Raises Invalid, at the field that is wrong."""
    fields = visitor.fields
    view = need_views.view(visitor.session, visitor.me, need, now=visitor.now)
    title = written.line(fields, "title", needed=False) or None
    details = written.text(fields, "details", needed=False) or None
    address = written.line(fields, "address", needed=False) or None
    note = written.text(fields, "private_note", needed=False) or None
    fixed = edit_form.is_fixed(visitor, need)
    return NeedChanges(
        title=title if title != view.title else UNSET,
        details=details if details != view.details else UNSET,
        address=address if address != view.address else UNSET,
        private_note=note if note != view.private_note else UNSET,
        windows=UNSET if fixed else _windows(visitor, need),
        urgency=UNSET if fixed else _urgency(visitor, need),
        minutes=UNSET if fixed else _number(visitor, "minutes", need.minutes, MINUTES_LEAST, MINUTES_MOST),
        quantity=_number(visitor, "quantity", need.quantity, 1, MOST),
        for_people=_people(visitor, need),
        cost=_cost(visitor, need),
        visible_to=criteria.visible_to(visitor, need),
        criteria=criteria.changes(visitor, need),
    )


def _windows(visitor: Visitor, need: Need) -> tuple[Window, ...] | Unset:
    """Those that were kept, and the one that was named beside them; at any time where none is left."""
    kept = set(visitor.fields.all("times"))
    stays = tuple(one for one in need.windows if edit_form.stretch(one) in kept)
    more = stretches.read(visitor, dict(visitor.fields))
    after = (*stays, more) if more is not None and more not in stays else stays
    return after if after != need.windows else UNSET


def _urgency(visitor: Visitor, need: Need) -> Urgency | Unset:
    said = written.word(visitor.fields, "urgency", Urgency)
    return said if said is not need.urgency else UNSET


def _number(visitor: Visitor, name: str, now: int | None, least: int, most: int) -> int | Unset | None:
    """None where it was left empty."""
    said = visitor.fields.one(name)
    after = typed.number(said, f"/{name}", least=least, most=most) if said else None
    return after if after != now else UNSET


def _cost(visitor: Visitor, need: Need) -> Cost | Unset:
    said = costs.read(visitor.fields)
    return said if said != need.cost else UNSET


def _people(visitor: Visitor, need: Need) -> int | Unset:
    said = _number(visitor, "for_people", need.for_people, 1, MOST_PEOPLE)
    if said is None:
        raise Invalid("/for_people", "missing")
    return said
