"""What was said in all steps, as a need that can be posted."""

from uuid import UUID

from core.edits import UNSET
from matching.words.tasks import CostKind
from matching.words.values import Cost, Criteria, Point
from matching.words.vocabulary import Decide, PlaceKind, TrustLevel, Unit, Urgency, VisibleTo, WhoHelps
from services.needs.posts import NeedDraft
from web.coming.visitor import Visitor
from web.pages.asking import for_whom, when
from web.pages.asking.draft import Said


def need(visitor: Visitor, said: Said) -> NeedDraft:
    """Times that are over by now are left out; where none is left, any time is meant."""
    kind = str(said["what"])
    ahead = tuple(one for one in when.windows(said, when.zone(visitor, said)) if one.end > visitor.now)
    circle = said.get("circle")
    to = said.get("to")
    return NeedDraft(
        category=kind,
        place=_place(said),
        place_kind=PlaceKind.REMOTE if said["where"].get("afar") else PlaceKind.AT_NEED,
        to=Point(to["lat"], to["lon"]) if to else None,
        community_id=UUID(str(circle)) if circle else None,
        organisation_id=for_whom.organisation(said),
        on_behalf_of=for_whom.person(said),
        title=said.get("title") or None,
        details=said.get("details") or None,
        private_note=said.get("private_note") or None,
        address=said.get("door") or None,
        language=visitor.locale,
        windows=ahead,
        minutes=UNSET,
        quantity=int(said.get("quantity") or 1),
        unit=when.UNITS.get(kind, Unit.HELPER),
        for_people=int(said.get("for_people") or 1),
        urgency=Urgency(str(said["urgency"])),
        cost=_cost(said),
        visible_to=VisibleTo(str(said["visible_to"])) if said.get("visible_to") else None,
        criteria=_criteria(said),
    )


def _place(said: Said) -> Point | int | None:
    place = said["where"]
    if place.get("afar"):
        return None
    return Point(place["lat"], place["lon"]) if "lat" in place else int(place["area"])


def _cost(said: Said) -> Cost:
    kind = CostKind(str(said.get("cost") or CostKind.NONE))
    if kind is CostKind.NONE:
        return Cost()
    return Cost(kind, float(said["up_to"]), str(said["currency"]))


def _criteria(said: Said) -> Criteria:
    far = said.get("max_distance_km")
    return Criteria(
        min_trust=TrustLevel(str(said.get("min_trust") or TrustLevel.NEW)),
        by=WhoHelps(str(said.get("by_whom") or WhoHelps.EITHER)),
        decide=Decide(str(said.get("decide") or Decide.I_CHOOSE)),
        max_distance_km=float(far) if far else None,
        allies=bool(said.get("allies")),
    )
