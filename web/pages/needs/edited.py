"""What somebody changed of a need in its form: only what is another than before."""

from core.edits import UNSET, Unset
from core.errors import Invalid
from core.models import Need
from matching.words.durations import MINUTES_LEAST, MINUTES_MOST
from matching.words.values import Window
from matching.words.vocabulary import Decide, TrustLevel, Urgency, WhoHelps
from services.needs import views as need_views
from services.needs.edits import CriteriaChanges, NeedChanges
from web.coming.visitor import Visitor
from web.pages.needs import edit_form
from web.parts import stretches, typed, written

MOST, MOST_PEOPLE, FARTHEST_KM = 1_000_000, 100_000, 1000


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
        criteria=_criteria(visitor, need),
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


def _people(visitor: Visitor, need: Need) -> int | Unset:
    said = _number(visitor, "for_people", need.for_people, 1, MOST_PEOPLE)
    if said is None:
        raise Invalid("/for_people", "missing")
    return said


def _criteria(visitor: Visitor, need: Need) -> CriteriaChanges | Unset:
    fields, rules = visitor.fields, need.criteria
    trust = written.word(fields, "min_trust", TrustLevel)
    by = written.word(fields, "by", WhoHelps)
    decide = written.word(fields, "decide", Decide)
    far = fields.one("max_distance_km")
    distance = float(typed.number(far, "/max_distance_km", least=1, most=FARTHEST_KM)) if far else None
    allies = bool(fields.one("allies"))
    changes = CriteriaChanges(
        min_trust=trust if trust is not rules.min_trust else UNSET,
        by=by if by is not rules.by else UNSET,
        decide=decide if decide is not rules.decide else UNSET,
        max_distance_km=distance if distance != rules.max_distance_km else UNSET,
        allies=allies if allies is not rules.allies else UNSET,
    )
    return changes if changes.named() else UNSET
