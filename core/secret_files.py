"""Secrets that lie in files: `MINKA_MASTER_KEY_FILE` names the file that holds what `MINKA_MASTER_KEY` would be.

So keys and passwords need not stand in the environment, which is inherited and shown: systemd's credentials, and the
secrets of Docker and Kubernetes, are files.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SECRETS = (
    "master_key",
    "database_url",
    "direct_database_url",
    "owner_database_url",
    "replica_url",
    "smtp_password",
    "sms_token",
)
"""Dials that may lie in a file: keys, passwords, tokens, and addresses of databases, which hold passwords."""
SUFFIX = "_file"


class SecretFiles(PydanticBaseSettingsSource):
    """Reads them, where their files are named in `named` (names in lower case, with the prefix)."""

    def __init__(self, settings: type[BaseSettings], prefix: str, named: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._prefix, self._named = prefix.lower(), named

    def get_field_value(  # (the library's form)
        self,
        field: FieldInfo,  # noqa: ARG002
        field_name: str,
    ) -> tuple[str | None, str, bool]:
        """What the file of this dial holds, without the line end that editors add. Raises ValueError."""
        key = f"{self._prefix}{field_name}"
        path = self._named.get(key + SUFFIX)
        if field_name not in SECRETS or not path:
            return None, field_name, False
        name = key.upper()
        if self._named.get(key):
            raise ValueError(f"{name} and {name}_FILE are both set. Unset one of them.")
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ValueError(
                f"{name}_FILE names a file that cannot be read ({why}). Correct the path."
            ) from None

    def __call__(self) -> dict[str, str]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}
