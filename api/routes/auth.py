"""Signing in and out."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import WithJsonSchema
from sqlmodel import Session

from api.answers.replies import created, nothing, reply
from api.schemas.sign_in import (
    ChallengeOut,
    CodeShown,
    CodeWanted,
    FirebaseToken,
    ProofOut,
    ProofShown,
    RefreshIn,
    SessionOut,
    SignIn,
    SignIns,
)
from core import limits, phone_numbers
from core.models.person import ContactKind
from doors import codes, languages, vouching
from doors.deps import Db, HungUp, Me, Network, Now, SettingsOf
from doors.vouching import VouchedRoute
from services.access import step_up
from services.people import countries, elsewhere, profile, proving, sessions, sign_in
from services.people.sign_in import SignedIn
from services.representation import take_overs

Which = Annotated[
    UUID | Literal["current", "others", "all"],
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^(current|others|all|[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12})$",
            "examples": ["current"],
        }
    ),
]
"""A sign-in by its id, or the one that calls, all others, all. One text, for generators that know no unions."""

router = APIRouter(prefix="/v1/auth", tags=["Sign-in"], route_class=VouchedRoute)


@router.post("/codes", status_code=202, response_model=ChallengeOut)
def send_code(wanted: CodeWanted, session: Db, settings: SettingsOf, now: Now, network: Network) -> Response:
    """Sends a one-time code. The answer is the same whether or not the address is known."""
    address = wanted.address
    if wanted.kind is ContactKind.PHONE:
        here = countries.of_stranger(session, wanted.locale)
        address = phone_numbers.given(address, here, "/address")
    challenge = codes.send(
        session,
        settings,
        kind=wanted.kind,
        address=address,
        locale=wanted.locale,
        network=network,
        now=now,
    )
    return reply(
        ChallengeOut(
            challenge=challenge,
            expires_in=int(sign_in.CODE_LIFETIME.total_seconds()),
            resend_after=int(sign_in.RESEND_AFTER.total_seconds()),
        ),
        202,
    )


@router.post("/sessions", status_code=201, response_model=SessionOut)
def start_session(shown: CodeShown, session: Db, now: Now, network: Network) -> Response:
    """Signs in with the code that was sent, or with a card, by which somebody takes over what was theirs."""
    limits.take(session, limits.CODE_TRIES_PER_NETWORK, network, now)
    if shown.card is not None:
        signed_in = take_overs.take_over(session, word=shown.card, device_name=shown.device_name, now=now)
    else:
        assert shown.challenge is not None
        assert shown.code is not None
        signed_in = sign_in.with_code(
            session, challenge_id=shown.challenge, code=shown.code, device_name=shown.device_name, now=now
        )
    return created(_answer(session, signed_in))


@router.post("/firebase", status_code=201, response_model=SessionOut)
def sign_in_with_firebase(token: FirebaseToken, request: Request, session: Db, now: Now) -> Response:
    """Signs in with a Firebase ID token, anonymous ones too. Firebase is asked first whether that sign-in stands."""
    found = vouching.of(request)
    signed_in = elsewhere.with_firebase(
        session,
        uid=found.uid,
        email=found.email,
        phone=found.phone,
        locale=languages.of(request),
        device_name=token.device_name,
        now=now,
        signed_in_at=found.signed_in_at,
        anonymous=found.anonymous,
    )
    return created(_answer(session, signed_in))


@router.post("/refresh", response_model=SessionOut)
def refresh(shown: RefreshIn, session: Db, now: Now, hung_up: HungUp) -> Response:
    """Trades a refresh token for new tokens. A token works once; a lost answer is given again."""
    signed_in = sessions.refresh(session, refresh_token=shown.refresh_token, now=now, hung_up=hung_up)
    return reply(_answer(session, signed_in))


@router.post("/step-up", response_model=ProofOut)
def step_up_sign_in(
    shown: ProofShown, request: Request, session: Db, me: Me, now: Now, network: Network
) -> Response:
    """Shows once more that it is oneself, before what answers `step_up_needed`: by a code that `POST /v1/auth/codes`
    sent to a proved address of one's own, by a Firebase sign-in just made, or by a card.
    """
    limits.take(session, limits.CODE_TRIES_PER_NETWORK, network, now)
    if shown.card is not None:
        take_overs.once_more_by_card(session, me, word=shown.card, now=now)
    elif shown.id_token is not None:
        found = vouching.of(request)
        proving.once_more_elsewhere(session, me, uid=found.uid, signed_in_at=found.signed_in_at, now=now)
    else:
        assert shown.challenge is not None
        assert shown.code is not None
        proving.once_more_by_code(session, me, challenge_id=shown.challenge, code=shown.code, now=now)
    proof = step_up.of(session, me)
    assert proof.proved_at is not None
    return reply(ProofOut(until=proof.proved_at + step_up.HOLDS))


@router.get("/sessions", response_model=SignIns)
def list_sessions(session: Db, me: Me, now: Now) -> Response:
    """Where one is signed in, this device among them."""
    rows = sessions.standing(session, me.person_id, now)
    named = [(row, sessions.device_name(session, row)) for row in rows]
    items = [SignIn.shown(row, name, current=row.id == me.session_id) for row, name in named]
    return reply(SignIns(items=items))


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: Which, session: Db, me: Me, now: Now) -> Response:
    """Signs out one device, `current` is this one; or all `others`, or `all`. From then on no push goes there."""
    match session_id:
        case "all":
            sessions.end_all(session, me.person_id, now)
        case "others":
            sessions.end_all(session, me.person_id, now, but=me.session_id)
        case _:
            ended = me.session_id if session_id == "current" else session_id
            sessions.end(session, me.person_id, ended, now)
    return nothing()


def _answer(session: Session, signed_in: SignedIn) -> SessionOut:
    return SessionOut.shown(signed_in, profile.opened(session, signed_in.person))
