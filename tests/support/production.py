"""Settings as an operator's in production, who has set what has to be set and nothing else."""

from typing import Any

from pydantic import SecretStr

from core.dials import Environment
from core.settings import Settings


def like_production(**more: Any) -> Settings:
    """Production's, with `more` of the operator's own; nothing is read from files or the environment's names."""
    return Settings(
        _env_file=None,
        env=Environment.PRODUCTION,
        master_key=SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        smtp_host="mail.example.org",
        mail_from="Minka <minka@example.org>",
        operator_mail="operator@example.org",
        public_url="https://minka.example.org",
        **more,
    )
