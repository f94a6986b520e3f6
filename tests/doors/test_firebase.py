"""Signing in with a Firebase ID token: verified by Google's own library, against a local certificate server."""

from collections.abc import Iterator

import httpx
import pytest
from firebase_admin import auth

from doors import firebase
from tests.servers.certificates import CertificateServer
from tests.support.full_community import SECRETS, FullCommunity


@pytest.fixture
def google(kept_community: FullCommunity) -> Iterator[CertificateServer]:
    account = kept_community.world.settings.firebase_credentials
    assert account is not None
    with CertificateServer() as server:
        verifier = auth._get_client(firebase._app(account))._token_verifier.id_token_verifier
        before, verifier.cert_url = verifier.cert_url, server.url
        yield server
        verifier.cert_url = before


def show(kept_community: FullCommunity, token: str) -> httpx.Response:
    return kept_community.http.post("/v1/auth/firebase", json={"id_token": token})


def test_a_token_signs_in_and_the_same_account_is_the_same_person(
    kept_community: FullCommunity, google: CertificateServer
) -> None:
    with kept_community.database.undone():
        first, again = (
            show(kept_community, google.token("uid-1")),
            show(kept_community, google.token("uid-1")),
        )
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["person"]["id"] == again.json()["person"]["id"]
        assert (
            show(kept_community, google.token("uid-2")).json()["person"]["id"] != first.json()["person"]["id"]
        )
        headers = {"Authorization": f"Bearer {first.json()['access_token']}"}
        assert kept_community.http.get("/v1/me", headers=headers).status_code == 200


def test_an_address_counts_only_where_firebase_verified_it(
    kept_community: FullCommunity, google: CertificateServer
) -> None:
    """Else anybody could write the author's address into an account and be the author."""
    author = kept_community.people["author"].id
    claimed = google.token("uid-3", email=SECRETS["email"], email_verified=False)
    proved = google.token("uid-4", email=SECRETS["email"].upper(), email_verified=True)
    with kept_community.database.undone():
        assert show(kept_community, claimed).json()["person"]["id"] != author
        assert show(kept_community, proved).json()["person"]["id"] == author


def test_what_google_did_not_sign_for_us_signs_nobody_in(
    kept_community: FullCommunity, google: CertificateServer
) -> None:
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + google.token("uid-5").split(".")[1] + "."
    tokens = {
        "another key": google.token("uid-5", by_another=True),
        "another project": google.token("uid-5", aud="somebody-else"),
        "another issuer": google.token("uid-5", iss="https://accounts.google.com"),
        "expired": google.token("uid-5", iat=1_700_000_000, exp=1_700_003_600),
        "nobody": google.token(""),
        "unsigned": unsigned,
        "nonsense": "nonsense that is long enough",
    }
    with kept_community.database.undone():
        answers = {why: show(kept_community, token) for why, token in tokens.items()}
    assert {why: answer.status_code for why, answer in answers.items()} == dict.fromkeys(tokens, 401)
    assert {answer.json()["code"] for answer in answers.values()} == {"firebase_refused"}


def test_only_a_sign_in_just_made_there_steps_somebody_up(
    kept_community: FullCommunity, google: CertificateServer
) -> None:
    """A phone left lying gets new tokens from Google as long as it likes, of a sign-in that was long ago."""
    now = int(kept_community.world.now().timestamp())
    long_ago = google.token("uid-6", auth_time=now - 16 * 60)
    lately, anothers = google.token("uid-6", auth_time=now), google.token("uid-7", auth_time=now)
    with kept_community.database.undone():
        headers = {"Authorization": f"Bearer {show(kept_community, long_ago).json()['access_token']}"}

        def call(method: str, path: str, token: str | None = None) -> tuple[int, str]:
            body = {"id_token": token} if token else None
            answer = kept_community.http.request(method, path, json=body, headers=headers)
            return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""

        assert call("DELETE", "/v1/me") == (403, "step_up_needed")
        assert call("POST", "/v1/auth/step-up", long_ago) == (403, "step_up_needed")
        assert call("POST", "/v1/auth/step-up", anothers) == (401, "firebase_refused")
        assert call("POST", "/v1/auth/step-up", lately) == (200, "")
        assert call("DELETE", "/v1/me") == (204, "")
