"""Settings, read from the environment as `MINKA_…`. What is unset is production; what is unsafe does not start."""

import os
from base64 import urlsafe_b64decode
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core import installed_apps

LOCAL_URL = "http://127.0.0.1:8000"


class Environment(StrEnum):
    PRODUCTION = "production"
    DEVELOPMENT = "development"


class Settings(BaseSettings):
    """Every dial an operator has. `.env.example` says what each is for."""

    model_config = SettingsConfigDict(
        env_prefix="MINKA_",
        env_file=".env",
        env_ignore_empty=True,  # `MINKA_SMTP_HOST=` left empty in a .env file is unset
        extra="ignore",
        hide_input_in_errors=True,
    )

    env: Environment = Environment.PRODUCTION
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = LOCAL_URL
    operator: str = ""
    privacy_contact: str = ""
    operator_mail: str | None = None
    operator_language: Literal["en", "es", "pt", "fr", "ar", "sw"] = "en"
    log_level: str = "INFO"

    data_dir: Path = Path("var")
    database_url: str | None = None
    owner_database_url: str | None = None
    postgres_version: int = 18
    audit_file: Path | None = None
    pool_size: int = Field(default=8, ge=1, le=200)
    statement_timeout_ms: int = 2000
    limits: int = Field(default=1, ge=1, le=1_000_000)

    master_key: SecretStr | None = None

    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_start_tls: bool = True
    mail_from: str = "Minka <minka@localhost>"

    firebase_credentials: Path | None = None
    fcm_base_url: str | None = None

    sms_url: str | None = None
    sms_token: SecretStr | None = None
    sms_fields: dict[str, str] = {"to": "to", "text": "text"}

    android_apps: str = ""
    apple_apps: str = ""

    cors_origins: list[str] = []
    max_body_bytes: int = 64 * 1024

    @property
    def is_development(self) -> bool:
        return self.env is Environment.DEVELOPMENT

    @property
    def sends_sms(self) -> bool:
        """Whether text messages leave: through the gateway, in development onto the console."""
        return self.sms_url is not None or self.is_development

    @property
    def heads_file(self) -> Path:
        """Where the heads of the sealed record are kept, outside the database."""
        return self.audit_file or self.data_dir / "audit" / "heads"

    @cached_property
    def master_key_bytes(self) -> bytes:
        """The 32 bytes that wrap every person's key. Development makes its own and keeps it in `data_dir`."""
        if self.master_key is not None:
            return _decoded(self.master_key.get_secret_value())
        return _kept_development_key(self.data_dir / "keys" / "master.key")

    @model_validator(mode="after")
    def _lead_to_where_it_listens(self) -> Self:
        """Links lead to this machine, at its own port, until a public address is set."""
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://127.0.0.1:{self.port}"
        return self

    @model_validator(mode="after")
    def _know_the_apps(self) -> Self:
        """What cannot be read would leave links in the browser, and nobody would know why."""
        installed_apps.android(self.android_apps)
        installed_apps.apple(self.apple_apps)
        return self

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> Self:
        if "FIREBASE_AUTH_EMULATOR_HOST" in os.environ:
            raise ValueError(
                "FIREBASE_AUTH_EMULATOR_HOST is set: unsigned tokens would sign in as anybody. Unset it."
            )
        if self.master_key is not None:
            _decoded(self.master_key.get_secret_value())
        if self.is_development:
            return self
        self._refuse_what_people_could_not_rely_on()
        self._refuse_what_opens_too_much()
        return self

    def _refuse_what_people_could_not_rely_on(self) -> None:
        """In production there is a key, an address, somebody who answers for it, and a way to sign in."""
        if self.master_key is None:
            raise ValueError(
                "MINKA_MASTER_KEY is not set. Make one with `python manage.py keys new`, keep it outside the "
                "database, and set it. To try Minka on this machine alone, set MINKA_ENV=development."
            )
        where = urlsplit(self.public_url)
        if where.scheme != "https" or not where.hostname:
            raise ValueError(
                "MINKA_PUBLIC_URL must be the https address at which people reach Minka, such as "
                "https://minka.example.org: links in mails and texts open people's matches, and lead there."
            )
        if self.operator_mail is None or "@" not in self.operator_mail:
            raise ValueError(
                "MINKA_OPERATOR_MAIL must be the e-mail address of whoever runs this server: communities whose "
                "stewards are gone or under a concern, and changes that wait for a word, are told there."
            )
        if self.smtp_host is None and self.firebase_credentials is None and self.sms_url is None:
            raise ValueError(
                "Nobody could sign in: set MINKA_SMTP_HOST for codes by e-mail, MINKA_SMS_URL for codes by SMS, "
                "or MINKA_FIREBASE_CREDENTIALS."
            )

    def _refuse_what_opens_too_much(self) -> None:
        """In production nothing that is for tries and tests holds."""
        if "*" in self.cors_origins:
            raise ValueError("MINKA_CORS_ORIGINS must name the origins of your apps, not '*'.")
        if "limits" in self.model_fields_set:
            raise ValueError(
                "MINKA_LIMITS opens all limits for load tests. Unset it: in production they keep one account from "
                "taking what is there for everybody."
            )
        if self.fcm_base_url is not None:
            raise ValueError("MINKA_FCM_BASE_URL is for development and tests. Unset it.")
        if (
            self.database_url
            and self.owner_database_url
            and _role(self.database_url) == _role(self.owner_database_url)
        ):
            raise ValueError(
                "MINKA_DATABASE_URL and MINKA_OWNER_DATABASE_URL name one role: the serving role must not own "
                "the tables, or it could rewrite the events. Use the role minka_app for MINKA_DATABASE_URL."
            )


def _role(database_url: str) -> str | None:
    return urlsplit(database_url).username


def _decoded(text: str) -> bytes:
    try:
        key = urlsafe_b64decode(text)
    except ValueError as error:
        raise ValueError(
            "MINKA_MASTER_KEY is not base64. Make one with `python manage.py keys new`."
        ) from error
    if len(key) != 32:
        raise ValueError("MINKA_MASTER_KEY must hold 32 bytes. Make one with `python manage.py keys new`.")
    return key


def _kept_development_key(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(os.urandom(32))
    return path.read_bytes()
