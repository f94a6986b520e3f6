"""Faults that a command meets when it starts: it ends, and has said in one sentence what to do."""

import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.database.db import Address
from tests.operated.machine import command, free_port

PRODUCTION = {
    "env": "production",
    "public_url": "https://minka.example.org",
    "operator_mail": "operator@example.org",
    "smtp_host": "mail.example.org",
    "mail_from": "Minka <minka@example.org>",
    "master_key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}
Settings = Mapping[str, str]


@dataclass(frozen=True)
class Refused:
    """A command that is started where something is wrong: how it ends, and what it says."""

    name: str
    says: str
    settings: Callable[[Address, Path], Settings] = lambda _address, _folder: {}
    code: int = 2
    starts: str = "serve"
    without: tuple[str, ...] = ()
    knows_its_key: bool = False

    def play(self, address: Address, folder: Path) -> None:
        """Raises AssertionError where it goes on, or says something else."""
        usual = PRODUCTION | {
            "data_dir": str(folder),
            "database_url": address.app_url,
            "direct_database_url": address.direct_url,
            "port": str(free_port()),
        }
        if self.knows_its_key:
            assert "✓ the master key" in command("doctor", **usual).stdout
        settings = usual | dict(self.settings(address, folder))
        ended = command(
            self.starts, **{name: value for name, value in settings.items() if name not in self.without}
        )
        said = ended.stdout + ended.stderr
        assert (ended.returncode, "Traceback" in said) == (self.code, False), said
        sentences = [line for line in ended.stdout.splitlines() if line.startswith("✗")]
        assert [line for line in sentences if self.says in line], said
        assert len(sentences) == 1, said


def _elsewhere(address: Address, host: str, port: int, database: str = "minka") -> str:
    return f"postgresql://minka_app:a-secret@{host}:{port}/{database}"


def _wrong_password(address: Address) -> str:
    user, _, rest = address.app_url.partition("@")
    return f"{user.rpartition(':')[0]}:wrong@{rest}"


def _other_name(address: Address) -> str:
    head, _, query = address.app_url.partition("?")
    return f"{head.rpartition('/')[0]}/nowhere?{query}"


def _of_another_postgres(_: Address, folder: Path) -> Settings:
    """The files of PostgreSQL 16, where 18 is wanted."""
    made = command("migrate", env="development", data_dir=str(folder), postgres_version="16")
    assert made.returncode == 0, made.stderr
    return {"database_url": ""}


def _held_port(_: Address, folder: Path) -> Settings:
    held = socket.create_server(("127.0.0.1", 0))
    _HELD.append(held)
    return {"port": str(held.getsockname()[1])}


_HELD: list[socket.socket] = []


def let_go() -> None:
    """Ports that were taken are free again."""
    while _HELD:
        with closing(_HELD.pop()):
            pass


FAULTS = (
    Refused("a port that is no number", "MINKA_PORT must be a whole number", lambda *_: {"port": "http"}),
    Refused(
        "a misspelt setting",
        "MINKA_SMPT_PORT is no setting of Minka's. Did you mean MINKA_SMTP_PORT?",
        lambda *_: {"smpt_port": "587"},
    ),
    Refused("a misspelt level", "MINKA_LOG_LEVEL must be 'DEBUG'", lambda *_: {"log_level": "loud"}),
    Refused(
        "a sender at localhost",
        "MINKA_MAIL_FROM must be an address",
        lambda *_: {"mail_from": "minka@localhost"},
    ),
    Refused("no master key", "MINKA_MASTER_KEY is not set", without=("master_key",)),
    Refused(
        "a secret's file that is not there",
        "MINKA_MASTER_KEY_FILE names a file that cannot be read (No such file or directory)",
        lambda _a, folder: {"master_key_file": str(folder / "none")},
        without=("master_key",),
    ),
    Refused(
        "the key of another database",
        "MINKA_MASTER_KEY is not the key of this database",
        lambda *_: {"master_key": "BwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
        knows_its_key=True,
    ),
    Refused(
        "a role that owns the tables",
        "MINKA_DATABASE_URL names a role that owns the tables",
        lambda address, _: {"database_url": address.owner_url},
    ),
    Refused(
        "a wrong password of the database",
        "refuses the password in MINKA_DATABASE_URL",
        lambda address, _: {"database_url": _wrong_password(address)},
        code=75,
    ),
    Refused(
        "a database that there is none of",
        "There is no database, or no role, of the name in MINKA_DATABASE_URL",
        lambda address, _: {"database_url": _other_name(address)},
        code=75,
        starts="worker",
    ),
    Refused(
        "an unknown host of the database",
        "The host in MINKA_DATABASE_URL is not known",
        lambda address, _: {"database_url": _elsewhere(address, "db.invalid", 5432) + "?sslmode=verify-full"},
        code=75,
        starts="doctor",
    ),
    Refused(
        "a database elsewhere, in clear",
        "MINKA_DATABASE_URL leads to another machine and does not ask for TLS",
        lambda address, _: {"database_url": _elsewhere(address, "db.example.org", 5432)},
    ),
    Refused(
        "nobody at the database's port",
        "Nobody answers at the host and port in MINKA_DATABASE_URL",
        lambda address, _: {"database_url": _elsewhere(address, "127.0.0.1", free_port())},
        code=75,
        starts="worker",
    ),
    Refused(
        "a port that is taken",
        "is taken by another program. End that one, or set MINKA_PORT",
        _held_port,
        code=3,
    ),
    Refused(
        "a folder that nobody may write to",
        "cannot be written to (No such file or directory). Choose a MINKA_DATA_DIR",
        lambda *_: {"data_dir": "/proc/minka"},
        starts="run",
    ),
    Refused(
        "data of another PostgreSQL",
        "was made by PostgreSQL 16, not 18. Set MINKA_POSTGRES_VERSION=16",
        _of_another_postgres,
        code=75,
        starts="run",
    ),
)
