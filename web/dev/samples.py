"""All parts of pages on one page, each once, so that a change of the style is seen in all of them."""

from dataclasses import replace

from fastapi import Depends, Response

from doors.loopback import loopback_only
from web.answers.again import again
from web.answers.chrome import draw
from web.door import Anyone, go
from web.door import router as new_router
from web.parts.fields import Button, Choice, Field, Form, Grid, Row, Tap
from web.parts.shapes import (
    Code,
    Fact,
    Facts,
    Fold,
    Heading,
    Item,
    Items,
    Line,
    Notice,
    Page,
    Part,
    Progress,
    Said,
    Talk,
    Way,
    Ways,
    Words,
)
from web.parts.signs import sign

router = new_router()

_CHOICES = (Choice("a", "Groceries"), Choice("b", "A ride", note="by car"), Choice("c", "التسوق", lang="ar"))
_FIELDS = (
    Field("name", "A line", note="With a note."),
    Field("details", "Several lines", "long"),
    Field("quantity", "A number", "number", "twelve", "Please write a number."),
    Field("mail", "An address", "address"),
    Field("phone", "A phone number", "tel"),
    Field("code", "A code", "code"),
    Field("place", "A place", "place", here="My position"),
    Field("yes", "A tick", "checkbox"),
    Field("one", "One of these", "one_of", choices=_CHOICES, picked=("a",)),
    Field("some", "Some of these", "some_of", choices=_CHOICES, picked=("b", "c")),
    Field("long", "One of many", "select", choices=_CHOICES),
    Grid(
        "week",
        "Hours",
        ("06–09", "09–12"),
        (Row("Mon", (Choice("mon6", "Mon 06–09"), Choice("mon9", "Mon 09–12"))),),
    ),
    Tap("where", "/static/none.svg", "A picture to tap", 160, 90),
)
SAMPLES: tuple[Part, ...] = (
    Notice("Something was done."),
    Notice("Take care of this.", "care"),
    Line("A sentence."),
    Line("A quiet sentence.", quiet=True),
    Progress("Two were asked; one said yes.", ("We ask more at noon.",)),
    Heading("A section"),
    Facts((Fact("What", "Groceries"), Fact("Phone", "+254 722 000 101", "tel:+254722000101", "mornings"))),
    Words("Somebody's own words.", "en"),
    Code("482 913"),
    Talk((Said("Juma", "today", "At ten?", mine=False), Said("Me", "today", "Yes.", mine=True))),
    Items(
        (
            Item("Groceries", "/my", ("on Tuesday",), state="open", waits=True),
            Item("A ride", ways=(Way("/my", "A way"),)),
        )
    ),
    Items((), "Nothing here yet."),
    Ways((Way("/my", "A way", note="with a note"), Way("/my", "A bold way", bold=True))),
    Form((Button("go", "With a sign", quiet=True, sign=sign("ride")),), key="signed"),
    Form((Button("send", "Send"), Button("not", "Not now", quiet=True)), _FIELDS, "A form"),
    Form(
        (Button("show", "Show"),), (Field("kind", "Of these alone", "select", choices=_CHOICES),), opens=True
    ),
    Fold("Folded away", (Line("What was folded away."),)),
)


_PAGE = Page("Parts of pages", SAMPLES, back=("/", "Back"))


@router.get("/dev/parts", dependencies=[Depends(loopback_only)])
def show_parts(visitor: Anyone) -> Response:
    return draw(visitor, _PAGE)


@router.post("/dev/parts", dependencies=[Depends(loopback_only)])
def send_samples(visitor: Anyone) -> Response:
    """Does nothing, and says so: as every form it leads on to a page. Without a name it is shown again."""
    if not visitor.fields.one("name"):
        raise again(visitor, replace(_PAGE, status=422))
    return go(visitor.path, said="saved")
