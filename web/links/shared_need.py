"""Answering a need from a chat: "I can", a code to an address of one's own, and an offer for this need alone.

Three steps on one page and no cookie: each form brings along what the next one needs.
"""

import re
from uuid import UUID

from core import limits, mail_addresses, phone_numbers
from core.errors import Malformed, NotFound, Unauthorized
from core.geography import country
from core.models import Community, Need, Person
from core.models.person import ContactKind
from doors import codes, refused_calls
from matching.words.vocabulary import MatchStatus, NeedStatus, TrustLevel
from services import sealed
from services.afterwards import public_contact
from services.needs import shares
from services.people import countries, profile, sign_in
from web.links import need_facts
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Field, Form
from web.parts.render import as_written
from web.parts.shapes import Fact

LONGEST_NAME = 120


def show(visit: Visit) -> Page:
    need = _need(visit)
    return _first(visit, need) if shares.is_open(need, visit.now) else _over(visit, need)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    need = _need(visit)
    if not shares.is_open(need, visit.now):
        return _over(visit, need)
    match fields.get("do"):
        case "can":
            return _send_code(visit, need, fields.get("address", ""))
        case "answer":
            return _answer(visit, fields)
    raise Malformed


def _need(visit: Visit) -> Need:
    need = visit.session.get(Need, visit.link.subject_id)
    if need is None or need.hidden or need.author_hidden:
        raise NotFound("link_over")
    if visit.session.get_one(Person, need.author_id).is_adult is False:
        raise NotFound("link_over")
    return need


def _over(visit: Visit, need: Need) -> Page:
    """Covered, or gone. Whoever comes late hears that somebody helps, or that nobody asks any more; nothing else."""
    status = 200 if need.status is NeedStatus.MATCHED else 410
    helped = need.status in (NeedStatus.MATCHED, NeedStatus.FULFILLED)
    line = visit.say("page.shared.over" if helped else "page.shared.ended")
    return Page(visit.say("page.thanks"), (line,), status=status)


def _first(visit: Visit, need: Need, typed: str = "", error: str = "") -> Page:
    sms = visit.settings.sends_sms
    label = visit.say("page.shared.email_or_phone") if sms else visit.say("page.email")
    address = Field("address", label, "address" if sms else "email", typed, error)
    asks = shares.asks(visit.session, need)
    about = _about(visit, need)
    if asks.organisations_only:
        return Page(visit.say("page.shared.title"), (visit.say("page.shared.organisations"),), about)
    known = () if asks.trust is TrustLevel.NEW else (visit.say(f"page.shared.{asks.trust}"),)
    return Page(
        visit.say("page.shared.title"),
        (*known, visit.say("page.shared.how")),
        about,
        form=Form((Button("can", visit.say("page.answer.yes")),), (address,)),
        status=422 if error else 200,
    )


def _about(visit: Visit, need: Need) -> tuple[Fact, ...]:
    """What anybody with the link may know: where about and when; of an organisation's need what it tells everybody."""
    told = need_facts.public(visit, public_contact.of(visit.session, need))
    return (*need_facts.coarse(visit, need), *told)


def _send_code(visit: Visit, need: Need, typed: str) -> Page:
    sms = visit.settings.sends_sms and "@" not in typed
    kind = ContactKind.PHONE if sms else ContactKind.EMAIL
    try:
        address = phone_numbers.read(typed, _country(visit, need)) if sms else mail_addresses.read(typed)
    except ValueError:
        return _first(visit, need, typed, visit.say(_wrong(typed, sms=sms)))
    challenge = codes.send(
        visit.session,
        visit.settings,
        kind=kind,
        address=address,
        locale=visit.locale,
        network=visit.network,
        now=visit.now,
    )
    return _second(visit, {"challenge": str(challenge), "address": address})


def _wrong(typed: str, *, sms: bool) -> str:
    """What is not right with an address, of a field that may take two kinds of it."""
    if not sms:
        return "field.not_an_address"
    digits = any(one.isdecimal() for one in typed)
    return "field.not_a_phone_number" if digits else "page.shared.neither"


def _country(visit: Visit, need: Need) -> str | None:
    """Where whoever answers is thought to be: where the need is, else where its community is."""
    here = country.of(need.cell) if need.cell is not None else ()
    return here[0] if here else countries.of_community(visit.session.get_one(Community, need.community_id))


def _second(visit: Visit, fields: dict[str, str], **errors: str) -> Page:
    address = fields.get("address", "")
    return Page(
        visit.say("page.shared.title"),
        (visit.say("page.shared.code_sent", address=as_written(address)),),
        form=Form(
            (Button("answer", visit.say("page.shared.send")),),
            (
                Field("challenge", kind="hidden", value=fields.get("challenge", "")),
                Field("address", kind="hidden", value=address),
                Field("code", visit.say("page.shared.code"), "code", error=errors.get("code", "")),
                Field(
                    "name",
                    visit.say("page.shared.name"),
                    "text",
                    fields.get("name", ""),
                    errors.get("name", ""),
                ),
                Field(
                    "adult",
                    visit.say("page.shared.adult"),
                    "checkbox",
                    fields.get("adult", ""),
                    errors.get("adult", ""),
                ),
            ),
        ),
        status=422 if errors else 200,
    )


def _answer(visit: Visit, fields: dict[str, str]) -> Page:
    fields = fields | {"code": codes.as_sent(fields.get("code", ""))}
    errors = _missing(visit, fields)
    if errors:
        return _second(visit, fields, **errors)
    limits.take(visit.session, limits.CODE_TRIES_PER_NETWORK, visit.network, visit.now)
    try:
        person = sign_in.proved(
            visit.session, challenge_id=UUID(fields["challenge"]), code=fields["code"], now=visit.now
        )
    except Unauthorized as refused:
        if refused.code != "wrong_code":
            raise
        refused_calls.note(refused)
        # Answered with a page, so that the counted try is kept.
        return _second(visit, fields, code=visit.say("problem.wrong_code.detail", **refused.extra))
    profile.introduce(visit.session, person, display_name=fields["name"][:LONGEST_NAME], is_adult=True)
    match = shares.answer(visit.session, visit.link, person.id, now=visit.now)
    return _thanks(visit, person, match.status)


def _missing(visit: Visit, fields: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not fields.get("code"):
        errors["code"] = visit.say("field.missing")
    elif not re.fullmatch(codes.FORM, fields["code"]):
        errors["code"] = visit.say("problem.wrong_code.title")
    if not fields.get("name"):
        errors["name"] = visit.say("field.missing")
    if not fields.get("adult"):
        errors["adult"] = visit.say("problem.adults_only.title")
    try:
        UUID(fields.get("challenge", ""))
    except ValueError as error:
        raise Malformed from error
    return errors


def _thanks(visit: Visit, person: Person, status: MatchStatus) -> Page:
    name = sealed.display_name(visit.session, person) or ""
    line = "page.agreed.both_yes" if status is MatchStatus.CONFIRMED else "page.answer.they_decide"
    return Page(visit.say("page.shared.thanks", name=name), (visit.say(line),))
