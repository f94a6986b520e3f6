"""How matching works in a circle: every dial in words, what was changed and why; and turning them, for stewards."""

import re
import unicodedata
from collections.abc import Iterator

from fastapi import Response

from core.errors import Invalid
from core.models import Community
from matching.words.categories import CATEGORIES
from matching.words.policy import PRESETS, Bounds
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import policy_changes
from services.communities.policy_changes import Difference, PolicyChanges
from services.facts import policies
from services.facts.policies import Dial
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.pages.circles.address import back, circle_of, path
from web.parts import numbers, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Fact, Facts, Fold, Heading, Item, Items, Line, Page, Part

router = new_router()
_NUMBER = re.compile(r"\d{1,6}(?:[.,٫]\d{1,6})?")


@router.get("/c/{circle}/rules")
def show_rules(circle: str, visitor: Anyone) -> Response:
    found = circle_of(visitor, circle)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post("/c/{circle}/rules")
def change_rules(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    rights.require_role(visitor.me, Role.STEWARD, found.id)
    with looked_at_again(visitor, lambda: _page(visitor, found)):
        changes, edition = _changes(visitor, found), written.edition(visitor.fields)
        policy_changes.change(
            visitor.session, visitor.me, found.id, changes, edition=edition, now=visitor.now
        )
    return go(path(found, "rules"), said="saved")


def _changes(visitor: Visitor, circle: Community) -> PolicyChanges:
    """What was turned: a dial that is as it was is not turned, an empty one is as usual again."""
    sent = visitor.fields
    preset = sent.one("preset")
    if preset not in PRESETS:
        raise Invalid("/preset", "missing")
    turned: dict[str, float | None] = {}
    for dial in policies.dials(circle):
        typed = sent.one(dial.name)
        if typed != _typed(dial):
            turned[dial.name] = _value(typed, dial.name, dial.bounds) if typed else None
    return PolicyChanges(written.text(sent, "reason"), preset, turned)


def _typed(dial: Dial) -> str:
    """What stands in the field of a dial: nothing where it is as usual."""
    return numbers.short(dial.value) if dial.turned else ""


def _value(typed: str, name: str, limits: Bounds) -> float:
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in typed)
    if not _NUMBER.fullmatch(plain):
        raise Invalid(f"/{name}", "not_a_number")
    value = float(plain.replace(",", ".").replace("٫", "."))
    number = int(value) if limits.whole and value.is_integer() else value
    if not limits.hold(number):
        raise Invalid(f"/{name}", "out_of_range")
    return number


def _page(visitor: Visitor, circle: Community) -> Page:
    parts: list[Part] = [
        Line(visitor.say("web.rules.what")),
        Line(visitor.say(f"policy.preset.{policies.preset_of(circle)}")),
        Facts(tuple(_risks(visitor, circle))),
        Fold(visitor.say("web.rules.dials"), (Facts(tuple(_dials(visitor, circle))),)),
    ]
    history = policy_changes.history(visitor.session, circle.id)
    parts += [
        Heading(visitor.say("web.rules.history")),
        Items(_history(visitor, history), visitor.say("web.rules.never")),
    ]
    if visitor.caller is not None and visitor.me.is_at_least(Role.STEWARD, circle.id):
        parts.append(Fold(visitor.say("web.rules.change"), (_form(visitor, circle),)))
    return Page(visitor.say("web.circle.rules"), tuple(parts), back=back(circle))


def _dials(visitor: Visitor, circle: Community) -> Iterator[Fact]:
    for dial in policies.dials(circle):
        note = visitor.say("web.rules.usually", usual=numbers.short(dial.usual)) if dial.turned else None
        yield Fact(visitor.say(f"policy.{dial.name}"), numbers.short(dial.value), note=note)


def _risks(visitor: Visitor, circle: Community) -> Iterator[Fact]:
    """What some kinds of help ask of those who give it."""
    for category in CATEGORIES:
        rule = policies.risk(circle, category)
        if rule.is_special:
            several = visitor.say("web.rules.together", count=rule.at_least) if rule.at_least > 1 else None
            yield Fact(
                visitor.say(f"category.{category}"), visitor.say(words.TRUST[rule.min_trust]), note=several
            )


def _history(visitor: Visitor, history: list[policy_changes.PolicyChange]) -> tuple[Item, ...]:
    return tuple(
        Item(
            visitor.when(change.at),
            lines=tuple(_difference(visitor, one) for one in change.changes),
            words=change.reason,
        )
        for change in history
    )


def _difference(visitor: Visitor, one: Difference) -> str:
    usual = visitor.say("web.rules.as_usual")
    was, now = (usual if code == "-" else code for code in (one.was, one.now))
    return f"{_called(visitor, one.what)} {was} → {now}"


def _called(visitor: Visitor, what: str) -> str:
    """What was changed, in words: a dial, a kind of help, how often people are asked, the limits."""
    if what == "preset":
        return visitor.say("web.rules.preset")
    if what == "limits":
        return visitor.say("web.rules.limits")
    if what.startswith("risk."):
        return visitor.say(f"category.{what.removeprefix('risk.')}")
    return visitor.say(f"policy.{what}")


def _form(visitor: Visitor, circle: Community) -> Form:
    presets = tuple(Choice(name, visitor.say(f"policy.preset.{name}")) for name in PRESETS)
    now = policies.preset_of(circle)
    dials = (
        Field(
            dial.name,
            visitor.say(f"policy.{dial.name}"),
            value=_typed(dial),
            note=visitor.say(
                "web.rules.bounds",
                least=numbers.short(dial.bounds.least),
                most=numbers.short(dial.bounds.most),
                usual=numbers.short(dial.usual),
            ),
            needed=False,
            longest=12,
        )
        for dial in policies.dials(circle)
    )
    fields = (
        Field(EDITION, kind="hidden", value=str(circle.edition)),
        Field("preset", visitor.say("web.rules.preset"), "one_of", choices=presets, picked=(now,)),
        *dials,
        Field("reason", visitor.say("web.rules.reason"), "long"),
    )
    return Form((Button("save", visitor.say("web.save")),), fields)
