"""The words pages are written in: `Anyone`, `SignedIn`, and what they stand for; and how a page answers.

@router.get("/my")
def show_my_page(visitor: SignedIn) -> Response:
    return draw(visitor, Page(...))

@router.post("/needs/{need_id}/withdraw")
def withdraw(need_id: UUID, visitor: SignedIn) -> Response:
    needs.withdraw(visitor.session, visitor.me, need_id, now=visitor.now)
    return go("/my", said="withdrawn")
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from core.crypto.keyring import vault
from core.errors import Problem
from doors import forms, idempotency, writes
from doors.deps import Db, Network, Now, SettingsOf
from doors.forms import Fields
from web.answers import kept
from web.coming import comings, guard
from web.coming.page_route import PageRoute
from web.coming.refusals import AlreadyIn, FormOld
from web.coming.visitor import KEY, TOKEN, SignInFirst, Visitor

_READS = frozenset({"GET", "HEAD"})


class FormRoute(PageRoute):
    """A page with an address of its own. What it answers is kept where a form is to act once, and carries cookies."""

    @staticmethod
    def finished(endpoint: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(endpoint)
        def act(**given: object) -> Response:
            visitor = next((value for value in given.values() if isinstance(value, Visitor)), None)
            response = endpoint(**given)
            return visitor.put_cookies(visitor.keep(response)) if visitor is not None else response

        return act


def router() -> APIRouter:
    """The routes of one module of pages."""
    return APIRouter(route_class=FormRoute, include_in_schema=False)


def visit(request: Request, session: Db, settings: SettingsOf, now: Now, network: Network) -> Visitor:
    """Who comes, and with which form. Raises OtherSite and FormOld."""
    acts = request.method not in _READS
    if acts:
        guard.ensure_from_here(request, settings)
    request.state.cookies = {}
    browser = comings.signed_in(request, session, now)
    session.commit()  # what coming in wrote stands, whatever becomes of the rest; and limits count before all else
    caller = browser.caller if browser is not None else None
    place = comings.place(request, session, caller)
    request.state.locale = place.locale
    visitor = Visitor(
        session=session,
        settings=settings,
        caller=caller,
        locale=place.locale,
        time_zone=place.time_zone,
        now=now,
        network=network,
        request=request,
        holder=comings.holder(request, browser),
        own_phone=browser is not None and browser.own_phone,
        circle=place.circle,
        fields=forms.read_all(request) if acts else Fields(),
    )
    request.state.visitor = visitor
    if acts:
        _begin_act(visitor)
    return visitor


def _begin_act(visitor: Visitor) -> None:
    """Before a form may do anything: it is one that this browser was shown, and it was not sent before."""
    request, session = visitor.request, visitor.session
    if not guard.holds(vault(session), visitor.holder, visitor.path, visitor.fields.one(TOKEN)):
        raise _not_taken(visitor)
    if visitor.caller is None:
        return
    kept.sent(visitor)
    writes.count(request, session, visitor.caller, visitor.now)
    key = visitor.fields.one(KEY)
    if key:
        sent = visitor.fields.without(TOKEN).fingerprint(visitor.path)
        idempotency.begin_with(request, session, visitor.caller.person_id, f"{key}|{sent}", visitor.now)


def _not_taken(visitor: Visitor) -> Problem:
    """Why a form is not taken whose token is not this browser's. Words typed longer than a sign-in lasted are kept."""
    if visitor.caller is not None:
        return AlreadyIn() if AlreadyIn.on(visitor.path) else FormOld()
    row = comings.former(visitor.request, visitor.session)
    if row is None:
        return FormOld()
    shown_to, token = comings.of_sign_in(row.id), visitor.fields.one(TOKEN)
    if not guard.holds(vault(visitor.session), shown_to, visitor.path, token):
        return FormOld()
    kept.keep(visitor, row.person_id)
    return SignInFirst(keeps=True)


def signed_in(visitor: "Anyone") -> Visitor:
    """The same where somebody is signed in. Raises SignInFirst."""
    if visitor.caller is None:
        raise SignInFirst
    return visitor


Anyone = Annotated[Visitor, Depends(visit)]
SignedIn = Annotated[Visitor, Depends(signed_in)]


def go(to: str, *, said: str = "") -> Response:
    """On to another page once something was done, so that reload and Back repeat nothing. `said`: a sentence there
    (`web.said.…`).
    """
    where = f"{to}{'&' if '?' in to else '?'}said={quote(said)}" if said else to
    return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})
