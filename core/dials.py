"""The dials an operator has, each with what holds where it is unset."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

LOCAL_URL = "http://127.0.0.1:8000"


class Environment(StrEnum):
    PRODUCTION = "production"
    DEVELOPMENT = "development"


class Dials(BaseSettings):
    """Every dial, read from the environment as `MINKA_…`. `.env.example` says what each is for."""

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
    keys: Path | None = None
    backup_days: int = Field(default=30, ge=1, le=365)
    backup_dir: Path | None = None

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
