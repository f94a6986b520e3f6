"""A link by which a member asks people who know them for their word: whoever has it reads their name, and gives it.

Members see one another's names nowhere else; so the link carries a proof that the member made it themself.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from uuid import UUID

from fastapi import Response

from core.crypto.keyring import vault
from core.errors import NotFound
from core.models import Community, Membership, Person
from matching.words.vocabulary import MemberState, Role
from services import sealed
from services.access import rights
from services.communities import words as given_words
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles.address import back, circle_of, path
from web.parts.fields import Button, Form
from web.parts.shapes import Line, Notice, Page

router = new_router()
_PURPOSE = "word wanted"


def address(visitor: Visitor, circle: Community) -> str:
    """The link of whoever is signed in, to be sent to people who know them."""
    proof = _proof(visitor, circle, visitor.me.person_id)
    token = urlsafe_b64encode(visitor.me.person_id.bytes + proof).decode().rstrip("=")
    return path(circle, "word", token)


@router.get("/c/{circle}/word/{token}")
def show_word_wanted(circle: str, token: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    return draw(visitor, _page(visitor, found, _whose(visitor, found, token)), circle=found)


@router.post("/c/{circle}/word/{token}")
def give_word(circle: str, token: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    person = _whose(visitor, found, token)
    with looked_at_again(visitor, lambda: _page(visitor, found, person)):
        given_words.vouch(visitor.session, visitor.me, found.id, person, now=visitor.now)
    return go(path(found), said="word_given")


def _page(visitor: Visitor, circle: Community, person_id: UUID) -> Page:
    person = visitor.session.get_one(Person, person_id)
    name = sealed.display_name(visitor.session, person) or visitor.say("page.notice.a_member")
    title = visitor.say("web.word.title", name=name)
    if person_id in given_words.given(visitor.session, visitor.me, circle.id):
        return Page(title, (Notice(visitor.say("web.members.your_word")),), back=back(circle))
    form = Form((Button("vouch", visitor.say("web.members.vouch")),))
    return Page(title, (Line(visitor.say("web.word.means")), form), back=back(circle))


def _whose(visitor: Visitor, circle: Community, token: str) -> UUID:
    """Who made the link, while they are a member. Raises NotFound for everybody outside, too."""
    rights.require_role(visitor.me, Role.MEMBER, circle.id)
    try:
        raw = urlsafe_b64decode(token + "==")
        person = UUID(bytes=raw[:16])
    except ValueError as error:
        raise NotFound from error
    row = visitor.session.get(Membership, (circle.id, person))
    if not compare_digest(raw[16:], _proof(visitor, circle, person)):
        raise NotFound
    if row is None or row.state not in (MemberState.ACTIVE, MemberState.PENDING):
        raise NotFound
    if person in visitor.me.blocked or _hides(visitor, person):
        raise NotFound
    return person


def _hides(visitor: Visitor, person: UUID) -> bool:
    """Whoever is out of sight has no page, for anybody else."""
    return person != visitor.me.person_id and visitor.session.get_one(Person, person).hidden


def _proof(visitor: Visitor, circle: Community, person: UUID) -> bytes:
    return vault(visitor.session).mac(_PURPOSE, circle.id.bytes + person.bytes)
