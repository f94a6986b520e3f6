"""For whom somebody asks: for themselves, for somebody they speak for, or for an organisation they act for."""

from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from core.models.representation import Covers
from services.communities import organisations
from services.representation import standing
from web.coming.visitor import Visitor
from web.pages.asking.draft import Said

ME = "me"


@dataclass(frozen=True, slots=True)
class Voice:
    """For whom a visitor may ask. `value`: what a form sends for them; `said`: what the draft holds of it."""

    value: str
    name: str
    said: Said
    is_organisation: bool = False


def others(visitor: Visitor) -> list[Voice]:
    """Whom this visitor may ask for beside themselves, by name."""
    if visitor.caller is None:
        return []
    return [*_people(visitor), *_organisations(visitor)]


def chosen(visitor: Visitor, value: str) -> Said:
    """What is written down of it. Raises NotFound for whom they may not ask for."""
    if value == ME:
        return {"for": None, "organisation": None}
    found = next((one for one in others(visitor) if one.value == value), None)
    if found is None:
        raise NotFound
    return found.said


def person(said: Said) -> UUID | None:
    """Somebody they speak for; None: themselves, or an organisation."""
    return _id(said, "for")


def organisation(said: Said) -> UUID | None:
    """The organisation they ask for; None where it is for people."""
    return _id(said, "organisation")


def name(visitor: Visitor, said: Said) -> str | None:
    """What those are called for whom it is asked; None: the visitor."""
    asked_for = person(said) or organisation(said)
    return (
        next((one.name for one in others(visitor) if one.value == str(asked_for)), None)
        if asked_for
        else None
    )


def _id(said: Said, field: str) -> UUID | None:
    given = said.get(field)
    return UUID(str(given)) if given else None


def _people(visitor: Visitor) -> list[Voice]:
    if not visitor.me.represents:
        return []
    found = []
    for one in standing.represented_by(visitor.session, visitor.me):
        if _covers_asking(visitor.me.represents.get(one.person.id)):
            name, value = one.display_name or visitor.say("web.ask.somebody"), str(one.person.id)
            found.append(Voice(value, name, {"for": value, "organisation": None}))
    return found


def _organisations(visitor: Visitor) -> list[Voice]:
    return [
        Voice(str(one.id), one.name, {"for": None, "organisation": str(one.id)}, is_organisation=True)
        for one in organisations.acted_for(visitor.session, visitor.me)
    ]


def _covers_asking(covers: frozenset[str] | None) -> bool:
    """So does a consent that is still asked for: then what is asked waits for it."""
    return covers is not None and (not covers or Covers.POST in covers)
