"""One-time codes on pages: an address is typed, a code goes there, and the next page takes it.

Between the two pages stands a ticket, which names the challenge and is good in the same browser alone: who finds the
address of such a page later, or sends it to somebody, has nothing of it.
"""

import re
from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from core import limits, mail_addresses, phone_numbers
from core.crypto.keyring import vault
from core.errors import Invalid, Problem, Unauthorized
from core.models.person import ContactKind
from doors import codes
from services.people import countries, proving
from web.coming.visitor import Visitor
from web.parts.fields import Field
from web.parts.render import as_written

TICKET = "ticket"
_PURPOSE = "code_ticket"


@dataclass(frozen=True, slots=True)
class Sent:
    """A code that is under way: where it went, and the challenge that it answers."""

    challenge: UUID
    kind: ContactKind
    address: str


def address_field(visitor: Visitor, *, typed: str = "", error: str = "") -> Field:
    """Where the code is to go: a mail address, or a phone number where this instance sends texts."""
    texts = visitor.settings.sends_sms
    label = visitor.say("web.in.mail_or_phone" if texts else "web.in.mail")
    return Field("address", label, "address", typed, error)


def typed_address(visitor: Visitor) -> tuple[ContactKind, str]:
    """The address that was typed, as it is looked up. Raises Invalid at `/address`."""
    typed = visitor.fields.one("address")
    is_number = any(letter.isdecimal() for letter in typed) and "@" not in typed
    if not (is_number and visitor.settings.sends_sms):
        try:
            return ContactKind.EMAIL, mail_addresses.read(typed)
        except ValueError as error:
            raise Invalid("/address", "not_an_address") from error
    here = countries.of_community(visitor.circle) if visitor.circle is not None else None
    here = here or countries.of_stranger(visitor.session, visitor.locale)
    return ContactKind.PHONE, phone_numbers.given(typed, here, "/address")


def send(visitor: Visitor, kind: ContactKind, address: str) -> str:
    """Has a code sent, and returns its ticket. To be called before anything is written. Raises TooMany."""
    challenge = codes.send(
        visitor.session,
        visitor.settings,
        kind=kind,
        address=address,
        locale=visitor.locale,
        network=visitor.network,
        now=visitor.now,
    )
    return f"{challenge.hex}{_proof(visitor, challenge)}"


def sent(visitor: Visitor, ticket: str) -> Sent | None:
    """What a ticket of this browser stands for; None where that is over, or it is none."""
    try:
        challenge = UUID(ticket[:32])
    except ValueError:
        return None
    if not compare_digest(ticket[32:].encode(), _proof(visitor, challenge).encode()):
        return None
    went = proving.sent_to(visitor.session, challenge, visitor.now)
    return Sent(challenge, *went) if went is not None else None


def send_again(visitor: Visitor) -> str:
    """Has another code sent to where the one of this form's ticket went. Raises as `send`, and Unauthorized where the
    ticket is over.
    """
    under_way = sent(visitor, visitor.fields.one(TICKET))
    if under_way is None:
        raise Unauthorized("code_expired")
    return send(visitor, under_way.kind, under_way.address)


def told(visitor: Visitor, under_way: Sent) -> str:
    """Where the code went, and how long it holds."""
    return visitor.say("web.in.sent", address=as_written(under_way.address))


def status(problem: Problem | None) -> int:
    """Of a page that takes a code, a card or an address: what was wrong with it stands at the field."""
    if problem is None:
        return 200
    return 422 if isinstance(problem, Unauthorized) else problem.status


def fields(visitor: Visitor, ticket: str, *, error: str = "") -> tuple[Field, ...]:
    """What a page asks that takes the code."""
    return (
        Field(TICKET, kind="hidden", value=ticket),
        Field("code", visitor.say("web.in.code"), "code", error=error),
    )


def typed(visitor: Visitor) -> tuple[UUID, str]:
    """The challenge and the code that were sent with a form, one more try of this network counted.

    To be called before anything is written. Raises Unauthorized where the ticket is over, Invalid for what is no code,
    and TooMany.
    """
    limits.take(visitor.session, limits.CODE_TRIES_PER_NETWORK, visitor.network, visitor.now)
    under_way = sent(visitor, visitor.fields.one(TICKET))
    if under_way is None:
        raise Unauthorized("code_expired")
    code = codes.as_sent(visitor.fields.one("code"))
    if not re.fullmatch(codes.FORM, code):
        raise Invalid("/code", "not_a_code")
    return under_way.challenge, code


def _proof(visitor: Visitor, challenge: UUID) -> str:
    return vault(visitor.session).mac(_PURPOSE, visitor.holder + b"|" + challenge.bytes).hex()
