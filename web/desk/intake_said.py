"""What was written on the form for taking somebody in, as the services take it; what is wrong, at its field."""

from uuid import UUID
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.models import Community
from doors.forms import Fields
from matching.words.values import Point, Window
from matching.words.vocabulary import PlaceKind, Unit, Urgency
from services.intake.taking_in import Told
from services.needs.posts import NeedDraft
from services.offers.posts import OfferDraft
from services.representation.entries import PersonDraft
from web import languages
from web.coming.visitor import Visitor
from web.desk import intake_form
from web.desk.intake_form import Wants
from web.pages.asking import when
from web.pages.helping import sections
from web.pages.spoken_for import consent
from web.parts import typed, written
from web.places import spots_typed, where


def told(visitor: Visitor, circle: Community, call_id: UUID | None) -> Told:
    """All of it. Raises Invalid at the first field that is not as it has to be."""
    sent = visitor.fields
    person = _person(visitor, call_id)
    wants = written.word(sent, intake_form.WHAT, Wants)
    need = _need(visitor, circle) if wants is Wants.NEED else None
    offer = _offer(sent, circle) if wants is Wants.OFFER else None
    return Told(person, need, offer, card=bool(sent.one("card")))


def place(sent: Fields, circle: Community) -> Point | int | None:
    """Where it is: a place that was pasted, chosen or tapped; None: from afar. Raises Invalid where none was said."""
    spot = sent.one(intake_form.SPOT)
    if spot:
        return spots_typed.place(spot, f"/{intake_form.SPOT}")
    if not intake_form.sent_place(sent):
        raise Invalid(f"/{where.PLACE}", "place_needed")
    return where.chosen(circle, sent)


def _person(visitor: Visitor, call_id: UUID | None) -> PersonDraft | UUID:
    sent = visitor.fields
    whom = sent.one(intake_form.PERSON)
    if whom and whom != intake_form.SOMEBODY_NEW:
        return written.number_of(sent, intake_form.PERSON)
    return PersonDraft(
        display_name=written.line(sent, "display_name"),
        consent=consent.given(sent, visitor.now),
        languages=languages.chosen(sent),
        is_adult=True if sent.one("is_adult") else None,
        phone=written.telephone(sent),
        safe_to_write=not sent.one("not_safe"),
        call_request=call_id,
    )


def _need(visitor: Visitor, circle: Community) -> NeedDraft:
    sent = visitor.fields
    category, here = sent.one("category"), place(sent, circle)
    if not category:
        raise Invalid("/category", "missing")
    people = sent.one("for_people")
    spoken = languages.chosen(sent)
    return NeedDraft(
        category=category,
        place=here,
        place_kind=PlaceKind.REMOTE if here is None else PlaceKind.AT_NEED,
        title=written.line(sent, "title", needed=False) or None,
        details=written.text(sent, "details", needed=False) or None,
        private_note=written.text(sent, "private_note", needed=False) or None,
        address=written.line(sent, "door", needed=False) or None,
        language=spoken[0] if spoken else visitor.locale,
        windows=_windows(visitor, circle),
        unit=when.UNITS.get(category, Unit.HELPER),
        for_people=typed.number(people, "/for_people", least=1, most=when.MOST_PEOPLE) if people else 1,
        urgency=written.word(sent, "urgency", Urgency),
    )


def _windows(visitor: Visitor, circle: Community) -> tuple[Window, ...]:
    """The ticked parts of days that are not over; none: at any time."""
    ticked = {when.TIMES: list(visitor.fields.all(when.TIMES))}
    try:
        found = when.windows(ticked, ZoneInfo(circle.time_zone))
    except ValueError as error:
        raise Invalid(f"/{when.TIMES}", "not_a_time") from error
    ahead = tuple(one for one in found if one.end > visitor.now)
    if len(ahead) > when.MOST_WINDOWS:
        raise Invalid(f"/{when.TIMES}", "too_many", most=when.MOST_WINDOWS)
    return ahead


def _offer(sent: Fields, circle: Community) -> OfferDraft:
    here = place(sent, circle) if intake_form.sent_place(sent) else Point(circle.lat, circle.lon)
    return OfferDraft(
        place=here,
        remote=here is None,
        categories=sections.ticked_kinds(sent),
        availability=sections.read_hours(None, sent),
    )
