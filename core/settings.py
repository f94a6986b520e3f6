"""Settings, read from the environment as `MINKA_…`. What is unset is production; what is unsafe does not start."""

import os
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator

from core import installed_apps, unsafe_settings
from core.dials import Dials


class Settings(Dials):
    """The dials as they are set, with what follows from them. Raises ValidationError for what is unsafe."""

    @property
    def sends_sms(self) -> bool:
        """Whether text messages leave: through the gateway, in development onto the console."""
        return self.sms_url is not None or self.is_development

    @property
    def heads_file(self) -> Path:
        """Where the heads of the sealed record are kept, outside the database."""
        return self.audit_file or self.data_dir / "audit" / "heads"

    @property
    def keys_dir(self) -> Path:
        """Where the epochs of wrapping keys lie, a small file each, sealed under the master key."""
        return self.keys or self.data_dir / "keys" / "epochs"

    @cached_property
    def master_key_bytes(self) -> bytes:
        """The 32 bytes that wrap every person's key. Development makes its own and keeps it in `data_dir`."""
        if self.master_key is not None:
            return unsafe_settings.master_key(self.master_key.get_secret_value())
        return _kept_development_key(self.data_dir / "keys" / "master.key")

    @model_validator(mode="after")
    def _lead_to_where_it_listens(self) -> Self:
        """Links lead to this machine, at its own port, until a public address is set."""
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://127.0.0.1:{self.port}"
        return self

    @model_validator(mode="after")
    def _believe_the_proxies(self) -> Self:
        """uvicorn's own name for it still counts, where ours is not set."""
        theirs = os.environ.get("FORWARDED_ALLOW_IPS")
        if theirs and "forwarded_allow_ips" not in self.model_fields_set:
            self.forwarded_allow_ips = theirs
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
            unsafe_settings.master_key(self.master_key.get_secret_value())
        unsafe_settings.ensure_databases(self)
        found = [] if self.is_development else list(unsafe_settings.refusals(self))
        if found:
            raise ValueError("\n".join(found))
        return self


def _kept_development_key(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(os.urandom(unsafe_settings.KEY_BYTES))
    return path.read_bytes()
