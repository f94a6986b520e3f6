"""A form that has to be looked at again: a page with what was typed is shown, and nothing of what was begun stays."""

from fastapi import Response

from core.errors import Problem
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.parts.shapes import Page


class Again(Problem):
    """Takes the transaction back and answers with a page, drawn before."""

    code = "invalid"

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response, self.status = response, response.status_code


def again(visitor: Visitor, page: Page) -> Again:
    """To be raised: the page with what was typed and what is wrong with it; its status is the answer's."""
    return Again(visitor.put_cookies(draw(visitor, page)))
