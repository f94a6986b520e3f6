"""Its author's own rules of who may come: as they stand on a form, and what was changed of them."""

from collections.abc import Iterator

from core.edits import UNSET, Unset
from core.models import Need
from matching.words.vocabulary import Decide, TrustLevel, VisibleTo, WhoHelps
from services.home import known_people
from services.needs.edits import CriteriaChanges
from web import languages
from web.coming.visitor import Visitor
from web.parts import choosing, numbers, typed, written
from web.parts.fields import Choice, Field

TRUST = {
    TrustLevel.NEW: "web.edit.trust_new",
    TrustLevel.VOUCHED: "web.edit.trust_vouched",
    TrustLevel.CHECKED: "web.edit.trust_checked",
}
BY = {
    WhoHelps.EITHER: "web.edit.by_either",
    WhoHelps.INDIVIDUALS: "web.edit.by_people",
    WhoHelps.ORGANISATIONS: "web.edit.by_organisations",
}
DECIDE = {
    Decide.I_CHOOSE: "web.edit.i_choose",
    Decide.FIRST_WHO_FITS: "web.edit.first_who_fits",
    Decide.ASK_ME_FIRST: "web.edit.ask_me_first",
}
VISIBLE = {
    VisibleTo.ASKED: "web.ask.seen_by_asked",
    VisibleTo.MEMBERS: "web.ask.seen_by_members",
    VisibleTo.PUBLIC: "web.ask.seen_by_public",
}
FARTHEST_KM, MOST_LANGUAGES, EXCLUDE = 1000, 10, "exclude"


def fields(visitor: Visitor, need: Need) -> Iterator[Field]:
    rules = need.criteria
    yield choosing.one_of(visitor, "min_trust", "web.edit.trust", TRUST, rules.min_trust)
    yield choosing.one_of(visitor, "by", "web.edit.by", BY, rules.by)
    yield choosing.one_of(visitor, "decide", "web.edit.decide", DECIDE, rules.decide)
    yield choosing.one_of(visitor, "visible_to", "web.ask.seen_by", VISIBLE, need.visible_to)
    far = numbers.short(rules.max_distance_km) if rules.max_distance_km is not None else ""
    yield Field("max_distance_km", visitor.say("web.edit.max_distance_km"), "number", far, needed=False)
    allies = "yes" if rules.allies else ""
    yield Field("allies", visitor.say("web.edit.allies"), "checkbox", allies, needed=False)
    yield from languages.fields(visitor, rules.languages, "web.edit.languages", "web.edit.languages_note")
    yield from _not_these(visitor, need)


def changes(visitor: Visitor, need: Need) -> CriteriaChanges | Unset:
    """Only what is another than before. Raises Invalid, at the field that is wrong."""
    sent, rules = visitor.fields, need.criteria
    trust = written.word(sent, "min_trust", TrustLevel)
    by = written.word(sent, "by", WhoHelps)
    decide = written.word(sent, "decide", Decide)
    far = sent.one("max_distance_km")
    distance = typed.kilometres(far, "/max_distance_km", most=FARTHEST_KM) if far else None
    allies = bool(sent.one("allies"))
    spoken = tuple(languages.chosen(sent, rules.languages)[:MOST_LANGUAGES])
    named = set(sent.all(EXCLUDE))
    out = tuple(
        one.id for one in known_people.of_need(visitor.session, visitor.me, need) if str(one.id) in named
    )
    changed = CriteriaChanges(
        min_trust=trust if trust is not rules.min_trust else UNSET,
        by=by if by is not rules.by else UNSET,
        decide=decide if decide is not rules.decide else UNSET,
        max_distance_km=distance if distance != rules.max_distance_km else UNSET,
        allies=allies if allies is not rules.allies else UNSET,
        languages=spoken if set(spoken) != set(rules.languages) else UNSET,
        exclude=out if set(out) != set(rules.exclude) else UNSET,
    )
    return changed if changed.named() else UNSET


def visible_to(visitor: Visitor, need: Need) -> VisibleTo | Unset:
    said = written.word(visitor.fields, "visible_to", VisibleTo)
    return said if said is not need.visible_to else UNSET


def _not_these(visitor: Visitor, need: Need) -> Iterator[Field]:
    """Whom the author knows by name, to tick who is not to be asked; left out where they know nobody yet."""
    people = known_people.of_need(visitor.session, visitor.me, need)
    if not people:
        return
    choices = tuple(Choice(str(one.id), one.name or visitor.say("web.need.somebody")) for one in people)
    picked = tuple(str(one) for one in need.criteria.exclude)
    label, note = visitor.say("web.edit.exclude"), visitor.say("web.edit.exclude_note")
    yield Field(EXCLUDE, label, "some_of", choices=choices, picked=picked, note=note, needed=False)
