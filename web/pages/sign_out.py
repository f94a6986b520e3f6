"""Going out: this browser's sign-in ends, and nothing of it stays on the phone."""

from fastapi import Response

from web.answers.chrome import draw
from web.coming import coming_in
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Form
from web.parts.shapes import Line, Page

router = new_router()
CLEARED = '"cache", "storage"'
"""What a browser empties of ours. Never "cookies": it would empty those of the whole domain."""


@router.get("/out")
def show_sign_out(visitor: SignedIn) -> Response:
    """Asks once more."""
    form = Form((Button("out", visitor.say("web.menu.sign_out")),), action="/out")
    return draw(visitor, Page(visitor.say("web.menu.sign_out"), (Line(visitor.say("web.out.what")), form)))


@router.post("/out")
def sign_out(visitor: Anyone) -> Response:
    """Ends the sign-in, and what is pushed here; also where it had ended already."""
    coming_in.leave(visitor)
    response = go("/in", said="signed_out")
    response.headers["Clear-Site-Data"] = CLEARED
    return response
