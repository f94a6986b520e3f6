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
