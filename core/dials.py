"""The dials an operator has, each with what holds where it is unset."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.secret_files import SecretFiles

ROOT = Path(__file__).parents[1]
"""Minka's own folder. Whatever is named by half a path lies in it, wherever a command is called from."""
DOTENV = ROOT / ".env"
LOCAL_SENDER = "Minka <minka@localhost>"
LOCAL_URL = "http://127.0.0.1:8000"


Port = Annotated[int, Field(ge=1, le=65535)]
File = Annotated[Path, AfterValidator(lambda path: ROOT / path.expanduser())]
Level = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda word: word.strip().upper() if isinstance(word, str) else word),
]


class Environment(StrEnum):
    PRODUCTION = "production"
    DEVELOPMENT = "development"


class Dials(BaseSettings):
    """Every dial, read from the environment as `MINKA_…`. `.env.example` says what each is for."""

    model_config = SettingsConfigDict(
        env_prefix="MINKA_",
        env_file=DOTENV,  # or the file that MINKA_DOTENV names
        env_ignore_empty=True,  # `MINKA_SMTP_HOST=` left empty in a .env file is unset
        extra="ignore",
        hide_input_in_errors=True,
    )

    env: Environment = Environment.PRODUCTION
    host: str = "127.0.0.1"
    port: Port = 8000
    workers: int = Field(default=1, ge=1, le=64)
    public_url: str = LOCAL_URL
    operator: str = ""
    privacy_contact: str = ""
    operator_mail: str | None = None
    operator_language: Literal["en", "es", "pt", "fr", "ar", "sw"] = "en"
    log_level: Level = "INFO"
    log_format: Literal["text", "json"] = "text"
    worker_metrics_port: int = Field(default=0, ge=0, le=65535)

    data_dir: File = ROOT / "var"
    database_url: str | None = None
    direct_database_url: str | None = None
    owner_database_url: str | None = None
    replica_url: str | None = None
    database_hosts_here: str = ""
    postgres_version: int = 18
    audit_file: File | None = None
    pool_size: int = Field(default=8, ge=1, le=200)
    statement_timeout_ms: int = 2000
    limits: int = Field(default=1, ge=1, le=1_000_000)

    master_key: SecretStr | None = None
    keys: File | None = None
    backup_days: int = Field(default=30, ge=1, le=365)
    backup_dir: Path | None = None

    smtp_host: str | None = None
    smtp_port: Port = 587
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_start_tls: bool = True
    mail_from: str = LOCAL_SENDER

    firebase_credentials: File | None = None
    fcm_base_url: str | None = None

    sms_url: str | None = None
    sms_token: SecretStr | None = None
    sms_fields: dict[str, str] = {"to": "to", "text": "text"}

    android_apps: str = ""
    apple_apps: str = ""

    cors_origins: list[str] = []
    max_body_bytes: int = 64 * 1024
    forwarded_allow_ips: str = "127.0.0.1"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's form)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is handed over, the environment, `.env`; a secret may lie in a file that either of them names."""
        if isinstance(dotenv_settings, DotEnvSettingsSource) and dotenv_settings.env_file == DOTENV:
            dotenv_settings = DotEnvSettingsSource(settings_cls, env_file=dotenv())
        named = {
            name: value
            for source in (dotenv_settings, env_settings)
            if isinstance(source, EnvSettingsSource)
            for name, value in source.env_vars.items()
        }
        files = SecretFiles(settings_cls, "MINKA_", named)
        return init_settings, env_settings, files, dotenv_settings

    @property
    def is_development(self) -> bool:
        return self.env is Environment.DEVELOPMENT


def dotenv() -> Path:
    """The file that settings stand in, if it is there: `.env` beside the code, unless MINKA_DOTENV names another."""
    return ROOT / os.environ.get("MINKA_DOTENV", DOTENV)
