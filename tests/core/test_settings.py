"""What is unset is production, and what is unsafe does not start; each refusal says what to do."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from core import wrong_settings
from core.dials import Environment, dotenv
from core.settings import Settings
from texts.catalogue import LANGUAGES

KEY = urlsafe_b64encode(bytes(range(32))).decode()
SAFE = {
    "MINKA_MASTER_KEY": KEY,
    "MINKA_SMTP_HOST": "mail.example.org",
    "MINKA_MAIL_FROM": "Minka <minka@example.org>",
    "MINKA_PUBLIC_URL": "https://minka.example.org",
    "MINKA_OPERATOR_MAIL": "operator@example.org",
}
NAMED = {
    "MINKA_DATABASE_URL": "postgresql://minka_app@db/minka?sslmode=verify-full",
    "MINKA_OWNER_DATABASE_URL": "postgresql://minka@db/minka?sslmode=verify-full",
}
COPY = "postgresql://minka_app@/minka?host=a,b&sslmode=verify-full"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set, and no `.env` in sight."""
    for name in [name for name in os.environ if name.startswith(("MINKA_", "FIREBASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINKA_DOTENV", str(tmp_path / ".env"))


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
        ({"MINKA_DATABASE_URL": "db.example.org"}, "MINKA_DATABASE_URL must be an address of PostgreSQL"),
        ({"MINKA_REPLICA_URL": "db.example.org"}, "MINKA_REPLICA_URL must be an address of PostgreSQL"),
        ({"MINKA_REPLICA_URL": COPY, "MINKA_DATABASE_URL": None}, "Set both or neither"),
        ({"MINKA_REPLICA_URL": f"{COPY}&target_session_attrs=primary"}, "which no copy does"),
        ({"MINKA_REPLICA_URL": NAMED["MINKA_OWNER_DATABASE_URL"]}, "MINKA_REPLICA_URL and MINKA_OWNER"),
        ({"MINKA_MAIL_FROM": None}, "MINKA_MAIL_FROM must be an address"),
        ({"MINKA_MAIL_FROM": "minka@localhost"}, "MINKA_MAIL_FROM must be an address"),
        ({"MINKA_MAIL_FROM": "Minka"}, "MINKA_MAIL_FROM must be an address"),
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


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "key"
    kept.write_text(KEY + "\n")
    without = {name: value for name, value in SAFE.items() if name != "MINKA_MASTER_KEY"}
    assert read(monkeypatch, without | {"MINKA_MASTER_KEY_FILE": str(kept)}).master_key_bytes == bytes(
        range(32)
    )
    monkeypatch.setenv("MINKA_MASTER_KEY", KEY)
    with pytest.raises(ValueError, match="MINKA_MASTER_KEY and MINKA_MASTER_KEY_FILE are both set"):
        Settings()
    monkeypatch.delenv("MINKA_MASTER_KEY")
    monkeypatch.setenv("MINKA_MASTER_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ValueError, match="MINKA_MASTER_KEY_FILE names a file that cannot be read"):
        Settings()


def test_a_secrets_file_may_be_named_in_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("a-word\n")
    (tmp_path / ".env").write_text(f"MINKA_SMTP_PASSWORD_FILE={tmp_path / 'word'}\nMINKA_ENV=development\n")
    password = read(monkeypatch, {}).smtp_password
    assert password is not None
    assert password.get_secret_value() == "a-word"


def test_data_and_dotenv_stand_beside_the_code_wherever_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Operated 6: a command called from another folder made a second, empty database in silence."""
    root = Path(__file__).parents[2]
    assert read(monkeypatch, {"MINKA_ENV": "development"}).data_dir == root / "var"
    assert read(monkeypatch, {"MINKA_DATA_DIR": "other"}).data_dir == root / "other"
    monkeypatch.delenv("MINKA_DOTENV")
    assert dotenv() == root / ".env"


def test_whose_word_about_callers_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SAFE).forwarded_allow_ips == "127.0.0.1"
    assert read(monkeypatch, {"FORWARDED_ALLOW_IPS": "10.0.0.1"}).forwarded_allow_ips == "10.0.0.1"
    assert read(monkeypatch, {"MINKA_FORWARDED_ALLOW_IPS": "10.0.0.2"}).forwarded_allow_ips == "10.0.0.2"


@pytest.mark.parametrize("word", ["info", " Warning", "ERROR"])
def test_a_level_may_be_written_in_any_letters(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert read(monkeypatch, SAFE | {"MINKA_LOG_LEVEL": word}).log_level == word.strip().upper()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"MINKA_PORT": "eighty"}, "MINKA_PORT must be a whole number. Correct it"),
        ({"MINKA_PORT": "70000"}, "MINKA_PORT must be at most 65535"),
        ({"MINKA_POOL_SIZE": "0"}, "MINKA_POOL_SIZE must be at least 1"),
        ({"MINKA_SMTP_START_TLS": "perhaps"}, "MINKA_SMTP_START_TLS must be true or false"),
        ({"MINKA_ENV": "develpoment"}, "MINKA_ENV must be 'production' or 'development'"),
        ({"MINKA_LOG_LEVEL": "loud"}, "MINKA_LOG_LEVEL must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        (
            {"MINKA_CORS_ORIGINS": "https://app.example.org"},
            "MINKA_CORS_ORIGINS must be JSON: a list such as",
        ),
        ({"MINKA_SMS_FIELDS": "to"}, "MINKA_SMS_FIELDS must be JSON: an object such as"),
        ({"MINKA_OPERATOR_LANGUAGE": "de"}, "MINKA_OPERATOR_LANGUAGE must be 'en'"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises((ValidationError, SettingsError)) as refused:
        read(monkeypatch, SAFE | changes)
    (said,) = wrong_settings.sentences(refused.value)
    assert sentence in said
    assert "\n" not in said


def test_a_misspelt_setting_is_refused_with_the_nearest_name() -> None:
    named = {"MINKA_SMPT_HOST": "a", "MINKA_DATABASE_URL_FILE": "a", "MINKA_QQQ": "a", "PATH": "a"}
    assert wrong_settings.unknown(named | {"MINKA_DOTENV": "a"}, Settings.model_fields) == [
        "MINKA_QQQ is no setting of Minka's. Unset it; .env.example lists all there are.",
        "MINKA_SMPT_HOST is no setting of Minka's. Did you mean MINKA_SMTP_HOST?",
    ]
