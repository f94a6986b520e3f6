"""Where everything of a cluster is: its machines' addresses and folders, passwords, and who PostgreSQL runs as."""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from core.database.embedded.account import Account, claim, let_pass
from core.database.embedded.cluster import binaries_of
from tests.cluster import apart

ROOT = Path(__file__).parents[2]
FILES = ROOT / "deploy" / "cluster"
PATRONI = ROOT / ".cluster" / "bin" / "patroni"
NAMES = ("a", "b", "c")
_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"


def program(name: str) -> str | None:
    """Debian's, where it is installed."""
    return shutil.which(name, path=_PATH)


def missing() -> str:
    """One sentence about what `make cluster-servers` would have to bring; empty where all is there."""
    lacking = [name for name in ("etcd", "haproxy", "pgbouncer") if program(name) is None]
    lacking += [] if PATRONI.exists() else ["Patroni"]
    return f"`make cluster-servers` brings {', '.join(lacking)}" if lacking else ""


@dataclass(frozen=True)
class Layout:
    """One cluster. `folder` is its own, and gone with it."""

    folder: Path
    binaries: Path = field(default_factory=lambda: binaries_of(18))
    secrets: dict[str, str] = field(
        default_factory=lambda: {
            name: secrets.token_hex(12) for name in ("superuser", "replication", "owner", "app")
        }
    )

    def network(self) -> str:
        """The first three numbers of all addresses: a network of our own, or a corner of the loopback."""
        if apart.is_inside():
            return apart.NETWORK
        return f"127.{64 + os.getpid() // 256 % 128}.{os.getpid() % 256}"

    @property
    def here(self) -> str:
        """Where HAProxy listens, on the machine of Minka."""
        return "127.0.0.1" if apart.is_inside() else f"{self.network()}.1"

    def host(self, name: str) -> str:
        return f"{self.network()}.{11 + NAMES.index(name)}"

    def home(self, name: str) -> Path:
        """The folder of a database machine."""
        return self.folder / f"machine-{name}"

    def values(self, name: str) -> dict[str, str]:
        """What the files in `deploy/cluster` ask for."""
        return {
            "NAME": name,
            "HOST": self.host(name),
            "HERE": self.here,
            "HOME_DIR": str(self.home(name)),
            "POSTGRES_BIN": str(self.binaries),
            "NETWORK": f"{self.network()}.0/24",
            "SUPERUSER_PASSWORD": self.secrets["superuser"],
            "REPLICATION_PASSWORD": self.secrets["replication"],
        } | {f"HOST_{one.upper()}": self.host(one) for one in NAMES}

    def filled(self, file: str, name: str = "a") -> str:
        """One of these files as `envsubst` fills it in for a machine."""
        return Template((FILES / file).read_text()).substitute(self.values(name))

    def url(self, role: str, password: str, port: int, database: str = "minka") -> str:
        """An address of HAProxy's: 6432 leads through the primary's pooler, 5432 to the primary itself."""
        return f"postgresql://{role}:{password}@{self.here}:{port}/{database}"

    def account(self) -> Account:
        """Whom PostgreSQL and Patroni run as: they refuse root."""
        account = claim(self.folder / "account")
        let_pass(account, self.folder, self.binaries)
        return account
