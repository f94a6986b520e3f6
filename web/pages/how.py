"""How it works, in a few short answers, for whoever asks and whoever helps."""

from collections.abc import Iterator

from fastapi import Response

from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone
from web.door import router as new_router
from web.parts.shapes import Heading, Line, Page, Part, Way, Ways

router = new_router()
_ANSWERS = (
    ("web.how.ask", "web.how.ask_text"),
    ("web.how.who", "web.how.who_text"),
    ("web.how.stop", "web.how.stop_text"),
    ("web.how.helper", "web.how.helper_text"),
    ("web.how.phone", "web.how.phone_text"),
    ("web.how.afraid", "web.how.afraid_text"),
    ("web.how.danger", "web.how.danger_text"),
)


@router.get("/how")
def show_how(visitor: Anyone) -> Response:
    return draw(visitor, Page(visitor.say("web.how.title"), tuple(_parts(visitor))))


def _parts(visitor: Visitor) -> Iterator[Part]:
    for question, answer in _ANSWERS:
        yield Heading(visitor.say(question))
        yield Line(visitor.say(answer))
    ways = [Way("/ask", visitor.say("web.menu.ask"), bold=True), Way("/help", visitor.say("web.menu.help"))]
    yield Ways(tuple(ways))
