"""What is unset is production, and what is unsafe does not start; each refusal says what to do."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from core.dials import Environment
from core.settings import Settings
from texts.catalogue import LANGUAGES

KEY = urlsafe_b64encode(bytes(range(32))).decode()
SAFE = {
    "MINKA_MASTER_KEY": KEY,
    "MINKA_SMTP_HOST": "mail.example.org",
    "MINKA_PUBLIC_URL": "https://minka.example.org",
    "MINKA_OPERATOR_MAIL": "operator@example.org",
}
NAMED = {
    "MINKA_DATABASE_URL": "postgresql://minka_app@db/minka",
    "MINKA_OWNER_DATABASE_URL": "postgresql://minka@db/minka",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set, and no `.env` in sight."""
    for name in [name for name in os.environ if name.startswith(("MINKA_", "FIREBASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def read(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_links_lead_to_the_port_it_listens_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lived 27: they led to 8000, wherever Minka was."""
    assert read(monkeypatch, {"MINKA_ENV": "development"}).public_url == "http://127.0.0.1:8000"
    assert read(monkeypatch, {"MINKA_PORT": "8123"}).public_url == "http://127.0.0.1:8123"
    named = {"MINKA_PUBLIC_URL": "https://minka.example.org"}
    assert read(monkeypatch, named).public_url == "https://minka.example.org"


def refusal(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> str:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, values)
    return str(refused.value)


def test_unset_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, SAFE)
    assert settings.env is Environment.PRODUCTION
    assert not settings.is_development


def test_production_starts_with_a_key_and_a_way_to_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, SAFE | NAMED)
    assert settings.master_key_bytes == bytes(range(32))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"MINKA_MASTER_KEY": None}, "MINKA_MASTER_KEY is not set"),
        ({"MINKA_LIMITS": "1"}, "MINKA_LIMITS opens all limits"),
        ({"MINKA_MASTER_KEY": "a"}, "is not base64"),
        ({"MINKA_MASTER_KEY": "c2hvcnQ="}, "must hold 32 bytes"),
        ({"MINKA_SMTP_HOST": None}, "Nobody could sign in"),
        ({"MINKA_PUBLIC_URL": None}, "MINKA_PUBLIC_URL must be the https address"),
        ({"MINKA_PUBLIC_URL": "http://minka.example.org"}, "MINKA_PUBLIC_URL must be the https address"),
        ({"MINKA_PUBLIC_URL": "https:///l"}, "MINKA_PUBLIC_URL must be the https address"),
        ({"MINKA_OPERATOR_MAIL": None}, "MINKA_OPERATOR_MAIL must be the e-mail address"),
        ({"MINKA_OPERATOR_MAIL": "me"}, "MINKA_OPERATOR_MAIL must be the e-mail address"),
        ({"MINKA_MASTER_KEY": KEY[:8] + " " + KEY[8:]}, "is not base64"),
        ({"MINKA_MASTER_KEY": KEY + "!!"}, "is not base64"),
        ({"MINKA_MASTER_KEY": urlsafe_b64encode(bytes(32)).decode()}, "which anybody would try first"),
        ({"MINKA_CORS_ORIGINS": '["*"]'}, "must name the origins"),
        ({"MINKA_CORS_ORIGINS": '["https://app.example.org", "null"]'}, "must not name 'null'"),
        (
            {"MINKA_CORS_ORIGINS": '["http://app.example.org"]'},
            "MINKA_CORS_ORIGINS names http://app.example.org",
        ),
        ({"MINKA_SMS_URL": "http://sms.example.org/send"}, "MINKA_SMS_URL must be https"),
        ({"MINKA_SMS_URL": "sms.example.org"}, "MINKA_SMS_URL must be https"),
        ({"MINKA_SMTP_START_TLS": "false"}, "MINKA_SMTP_START_TLS=false sends mail"),
        ({"MINKA_STATEMENT_TIMEOUT_MS": "0"}, "MINKA_STATEMENT_TIMEOUT_MS must be at least 1"),
        ({"MINKA_MAX_BODY_BYTES": "0"}, "MINKA_MAX_BODY_BYTES must be at least 1"),
        (
            {"MINKA_FIREBASE_CREDENTIALS": "nowhere.json"},
            "MINKA_FIREBASE_CREDENTIALS names a file that is not",
        ),
        ({"MINKA_FCM_BASE_URL": "http://127.0.0.1:1"}, "for development and tests"),
        ({"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}, "unsigned tokens would sign in as anybody"),
        ({"MINKA_OWNER_DATABASE_URL": NAMED["MINKA_DATABASE_URL"]}, "must not own"),
        (
            {"MINKA_OWNER_DATABASE_URL": "postgresql+psycopg://minka_app:other@db:5432/minka"},
            "must not own",
        ),
        ({"MINKA_ENV": "develpoment"}, "Input should be 'production' or 'development'"),
        ({"MINKA_POOL_SIZE": "0"}, "greater than or equal to 1"),
        ({"MINKA_ANDROID_APPS": "org.example.app"}, "MINKA_ANDROID_APPS must be package=fingerprint"),
        ({"MINKA_ANDROID_APPS": f"org.example.app={'A' * 40}"}, "the SHA-256 of the certificate"),
        ({"MINKA_ANDROID_APPS": f"app={'A' * 64}"}, "This is none: app="),
        ({"MINKA_APPLE_APPS": "org.example.app"}, "MINKA_APPLE_APPS must be TEAM.bundle"),
    ],
)
def test_what_is_unsafe_does_not_start_and_says_why(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None], sentence: str
) -> None:
    values = {name: value for name, value in (SAFE | NAMED | changes).items() if value is not None}
    assert sentence in refusal(monkeypatch, values)


def test_a_gateway_and_a_mail_server_on_this_machine_may_be_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {
        "MINKA_SMS_URL": "http://127.0.0.1:9999/send",
        "MINKA_SMTP_HOST": "localhost",
        "MINKA_SMTP_START_TLS": "false",
    }
    assert not read(monkeypatch, SAFE | here).smtp_start_tls


def test_everything_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, {"MINKA_CORS_ORIGINS": '["null"]'})
    for name in ("MASTER_KEY", "PUBLIC_URL", "OPERATOR_MAIL", "SMTP_HOST", "CORS_ORIGINS"):
        assert f"MINKA_{name}" in said


def test_a_refusal_never_shows_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in (KEY, "c2hvcnQ=", KEY + "!!"):
        assert secret not in refusal(monkeypatch, {"MINKA_MASTER_KEY": secret})


def test_the_key_is_in_no_printout_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEY not in repr(read(monkeypatch, SAFE))


def test_the_firebase_emulator_is_refused_in_development_too(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"MINKA_ENV": "development", "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}
    assert "Unset it" in refusal(monkeypatch, values)


def test_development_makes_its_own_key_and_keeps_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {"MINKA_ENV": "development", "MINKA_DATA_DIR": str(tmp_path / "var")}
    first = read(monkeypatch, values).master_key_bytes
    assert len(first) == 32
    assert Settings().master_key_bytes == first
    kept = tmp_path / "var" / "keys" / "master.key"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_whoever_runs_a_server_may_be_written_to_in_every_language_there_is() -> None:
    assert get_args(Settings.model_fields["operator_language"].annotation) == LANGUAGES
