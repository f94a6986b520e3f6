"""Signing in with a Firebase ID token: verified by Google's own library, against a local certificate server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from firebase_admin import auth, delete_app

from doors import firebase, vouching
from tests.servers.certificates import PROJECT, CertificateServer
from tests.servers.identity_toolkit import IdentityToolkit
from tests.support.full_community import SECRETS, FullCommunity


@pytest.fixture
def accounts() -> Iterator[IdentityToolkit]:
    """Where accounts are asked about."""
    with IdentityToolkit() as server:
        yield server


@pytest.fixture
def google(kept_community: FullCommunity, accounts: IdentityToolkit) -> Iterator[CertificateServer]:
    """Google's certificates; Google's library asks there and of `accounts`, where it would ask Google."""
    account = kept_community.world.settings.firebase_credentials
    assert account is not None
    app = firebase.app_of(account)
    client = auth._get_client(app)
    verifier = client._token_verifier.id_token_verifier
    assert verifier.cert_url.startswith("https://www.googleapis.com/"), "who signs is asked of Google"
    assert client._user_manager.base_url == f"https://identitytoolkit.googleapis.com/v1/projects/{PROJECT}"
    credential = client._user_manager.http_client.session.credentials
    assert credential._is_regional_access_boundary_lookup_required()
    with CertificateServer() as server:
        verifier.cert_url = server.url
        client._user_manager.base_url = accounts.projects_url
        # Otherwise a background thread shows the local server's token to a Google address.
        credential._is_regional_access_boundary_lookup_required = lambda: False
        yield server
    delete_app(app)


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


def test_who_was_signed_out_or_shut_out_there_does_not_come_in_here(
    kept_community: FullCommunity, google: CertificateServer
) -> None:
    """A token is good for an hour; that its account was closed, or its phone lost, is known at Google at once."""
    with kept_community.database.undone():
        before = kept_community.count("identity")
        for how in ("disabled", "revoked", "gone"):
            answer = show(kept_community, google.token(f"{how}-1"))
            assert (answer.status_code, answer.json()["code"]) == (401, "firebase_refused"), how
        assert kept_community.count("identity") == before
        assert show(kept_community, google.token("fine-1")).status_code == 201


@pytest.mark.parametrize("how", ["busy", "broken", "forbidden", "cut", "portal"])
def test_while_google_does_not_answer_nobody_is_let_through(
    kept_community: FullCommunity, google: CertificateServer, how: str
) -> None:
    headers = dict(kept_community.people["member"].headers)
    with kept_community.database.undone():
        before = kept_community.count("identity")
        token = {"id_token": google.token(f"{how}-1")}
        answer = kept_community.http.post("/v1/auth/firebase", json=token)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        stepped = kept_community.http.post("/v1/auth/step-up", json=token, headers=headers)
        assert stepped.status_code == 503
        nobody = kept_community.http.post("/v1/auth/step-up", json=token)
        assert nobody.json()["code"] == "sign_in_first", "who calls comes first"
        assert kept_community.count("identity") == before


def test_nothing_of_ours_is_held_while_google_is_asked(
    kept_community: FullCommunity, google: CertificateServer, accounts: IdentityToolkit
) -> None:
    """The only connection there is serves others meanwhile; and beyond so many, callers are told to come again."""
    accounts.gate.clear()
    many = vouching.AT_ONCE + 4
    member = kept_community.people["member"]
    with kept_community.database.undone(), ThreadPoolExecutor(many) as pool:
        slow = [pool.submit(show, kept_community, google.token(f"hang-{n}")) for n in range(many)]
        while accounts.asked.total() < vouching.AT_ONCE:
            answer = kept_community.http.get("/v1/me", headers=member.headers)
            assert answer.status_code == 200
        assert kept_community.http.get("/v1/home", headers=member.headers).status_code == 200
        assert accounts.asked.total() == vouching.AT_ONCE
        accounts.gate.set()
        assert {one.result().status_code for one in slow} == {201}
