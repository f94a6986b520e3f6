"""Backups as the operator makes and restores them: under load, on a fresh machine, for a trial, and moved elsewhere.

One backup is made while others write; what is done to it afterwards is done by each test for itself.
"""

import os
import random
import shutil
import stat
import subprocess
import sys
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, make_url, text
from typer.testing import CliRunner

from core.backups import snapshot
from core.database import embedded, migrate
from core.database.db import Address
from manage import app
from scheduler.backups import keep_erasures
from tests.servers.smtp import SmtpServer
from tests.support.databases import address_of, copied, quick_folder, settings_of
from tests.support.people import Person
from tests.support.telling import announce, scalar, tell
from tests.support.world import World

SECRET = "the blue door behind the bakery"


@dataclass
class BackedUp:
    """A Minka with letters on the way, backed up while three threads wrote; and what happened to it since."""

    world: World
    smtp: SmtpServer
    ana: Person
    ben: Person
    eve: Person
    need: str
    said: str
    backup: Path
    written: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Command lines that showed a password."""

    @property
    def key(self) -> str:
        return urlsafe_b64encode(self.world.settings.master_key_bytes).decode()

    @property
    def erased(self) -> Path:
        return self.world.settings.keys_dir / "erased"


def manage(*arguments: str, exit_code: int = 0, **settings: Any) -> str:
    """What `manage.py …` prints with these settings, as one line."""
    environment = {f"MINKA_{name.upper()}": str(value) for name, value in settings.items()}
    done = CliRunner().invoke(app, list(arguments), env={"MINKA_ENV": "development"} | environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == exit_code, done.output
    return " ".join(done.output.split())


@pytest.fixture(scope="module")
def backed_up(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackedUp]:
    folder = tmp_path_factory.mktemp("backed_up")
    with (
        copied(server, template) as address,
        SmtpServer() as smtp,
        World(address, folder, **letters_to(smtp)) as world,
    ):
        ana = world.person("Ana", proved="ana@example.org")
        ben = world.person("Ben", proved="ben@example.org")
        eve = world.person("Eve")
        world.community(ben, ana, eve)
        need = ana.need(details=SECRET)["id"]
        world.tick()
        smtp.received.clear()
        tell(world, ana)
        announce(world)  # a letter waits to leave
        tell(world, ben)  # nobody was told of it yet
        made = BackedUp(world, smtp, ana, ben, eve, need, "", folder)
        with writing(world, made):
            made.said = backup_of(world, folder / "backups")
        [made.backup] = (folder / "backups").glob("minka-*")
        _go_on(made)
        yield made


def _go_on(made: BackedUp) -> None:
    """What happens after the backup: letters leave, tokens are traded and shown, somebody goes for good."""
    made.world.tick()
    assert [letter["recipient"] for letter in made.smtp.received] == ["ana@example.org", "ben@example.org"]
    for _ in range(3):
        assert made.ben._renewed()
        made.ben.get("/v1/me")
    made.eve.delete("/v1/me")
    job = keep_erasures(made.world.settings.keys_dir, 30)
    assert job.run(made.world.database, made.world.now(), random.Random(1)) == 1


def letters_to(smtp: SmtpServer) -> dict[str, Any]:
    return {"smtp_host": smtp.host, "smtp_port": smtp.port, "smtp_start_tls": False}


def backup_of(world: World, into: Path, **more: Any) -> str:
    where: dict[str, Any] = {
        "database_url": world.address.app_url,
        "direct_database_url": world.address.direct_url,
        "data_dir": world.settings.data_dir,
    }
    return manage("backup", str(into), **where, **more)


@contextmanager
def writing(world: World, made: BackedUp) -> Iterator[None]:
    """Three write as the app does until the end of the block, and one looks at what the machine's processes show."""
    over, password = threading.Event(), str(make_url(world.address.app_url).password)

    def write(number: int) -> None:
        while not over.wait(0.05):
            person = world.newcomer(f"Writer {number}")
            made.written.append(person.need(details=f"of writer {number}")["id"])

    def look() -> None:
        while not over.wait(0.2):
            for process in psutil.process_iter():
                try:
                    made.shown += [word for word in process.cmdline() if password in word]
                except psutil.Error:
                    continue

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    threads.append(threading.Thread(target=look))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)


@dataclass
class Fresh:
    """A new machine, on which there is nothing but what the test brings."""

    folder: Path

    @contextmanager
    def address(self) -> Iterator[Address]:
        with embedded.start(self.folder / "pg") as server:
            yield address_of(server, "minka")

    @contextmanager
    def world(self, backed_up: BackedUp) -> Iterator[World]:
        with self.address() as address:
            at = backed_up.world.now()
            key: dict[str, Any] = {"master_key": backed_up.key}
            with World(address, self.folder, at=at, **letters_to(backed_up.smtp), **key) as world:
                yield world


@pytest.fixture
def new_machine() -> Iterator[Fresh]:
    with quick_folder() as folder:
        yield Fresh(folder)


@pytest.fixture(scope="module")
def restored(backed_up: BackedUp) -> Iterator[tuple[World, str]]:
    """The backup on a fresh machine with the key from paper, and the newest list of erasures: served again."""
    with quick_folder() as folder:
        where: dict[str, Any] = {"data_dir": folder, "master_key": backed_up.key}
        erasures = f"--erasures={backed_up.erased}"
        said = manage("restore", str(backed_up.backup), erasures, **where)
        with Fresh(folder).world(backed_up) as world:
            yield world, said


def there(person: Person, world: World) -> Person:
    """The same person, as their app meets the restored server."""
    again = Person(world.http, person.name, person.id, person.access_token, person.refresh_token)
    again.steps_up = world.prove_again
    return again


def test_a_backup_is_made_under_load_and_checked(backed_up: BackedUp) -> None:
    assert "restored and counted: all there" in backed_up.said
    with backed_up.world.database.transaction() as session:
        rows = session.execute(text("SELECT count(*) FROM need")).scalar_one()
    assert rows > 3
    assert backed_up.shown == [], "no password stands on a command line"


def test_a_backup_is_for_its_owner_alone(backed_up: BackedUp) -> None:
    for path in (backed_up.backup.parent, *backed_up.backup.parent.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    for path in (*backed_up.backup.rglob("*"), backed_up.erased):
        assert path.is_dir() or backed_up.world.settings.master_key_bytes not in path.read_bytes()
    assert stat.S_IMODE(backed_up.erased.stat().st_mode) == 0o600


def test_what_is_restored_is_one_moment_whole(restored: tuple[World, str], backed_up: BackedUp) -> None:
    """Each thing with the event that was written with it, of writers who went on all the time."""
    world, said = restored
    assert "Restored as it was on" in said
    alone = "SELECT count(*) FROM need n WHERE NOT EXISTS (SELECT FROM event e WHERE e.need_id = n.id)"
    assert scalar(world.database, alone) == 0
    without = (
        "SELECT count(*) FROM event e WHERE kind = 'need_posted' AND need_id NOT IN (SELECT id FROM need)"
    )
    assert scalar(world.database, without) == 0
    many = scalar(world.database, "SELECT count(*) FROM need")
    assert many < scalar(backed_up.world.database, "SELECT count(*) FROM need"), (
        "nobody wrote after the snapshot"
    )


def test_the_key_on_paper_opens_everything(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, _ = restored
    ana = there(backed_up.ana, world)
    assert ana.get("/v1/me")["display_name"] == "Ana"
    assert ana.get(f"/v1/needs/{backed_up.need}")["details"] == SECRET
    assert ana.need(details="something new")["status"] == "open"


def test_tokens_of_the_lost_hours_are_taken_once(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, _ = restored
    ben = there(backed_up.ben, world)
    lost = ben.refresh_token
    assert ben._renewed()
    assert ben.get("/v1/me")["display_name"] == "Ben"
    copied_token = Person(world.http, "Ben", ben.id, "", lost)
    assert not copied_token._renewed(), "it was traded, and its successor shown"


def test_whoever_was_erased_since_is_erased_again(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, said = restored
    assert "1 erasures are known of the last weeks; 1 were carried out again" in said
    eve = backed_up.eve.id
    assert scalar(world.database, "SELECT erased_at IS NOT NULL FROM person WHERE id = :id", id=eve)
    assert scalar(world.database, "SELECT count(*) FROM person_key WHERE person_id = :id", id=eve) == 0
    assert there(backed_up.eve, world).refused("GET", "/v1/me")["code"] == "signed_out"


def test_nothing_is_sent_a_second_time(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, said = restored
    assert "2 messages waited then and may have left since: they are held" in said
    before = len(backed_up.smtp.received)
    world.tick()
    assert backed_up.smtp.received[before:] == []
    told = "SELECT count(*) FROM notification WHERE person_id = :ben AND kind = 'role_changed'"
    assert scalar(world.database, told, ben=backed_up.ben.id) == 1, "it stands in the inbox"
    tell(world, there(backed_up.ana, world))
    world.tick()
    assert [one["recipient"] for one in backed_up.smtp.received[before:]] == ["ana@example.org"]
    settings: dict[str, Any] = {"data_dir": world.settings.data_dir, "master_key": backed_up.key}
    assert "2 messages leave" in manage("channels", "send-held", **settings)
    assert "None were held" in manage("channels", "drop-held", **settings)
    world.tick()
    assert [one["recipient"] for one in backed_up.smtp.received[before + 1 :]] == [
        "ana@example.org",
        "ben@example.org",
    ]


def test_the_record_goes_on_in_the_next_epoch(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, _ = restored
    told = manage("audit", "verify", data_dir=world.settings.data_dir, master_key=backed_up.key)
    assert "events hold" in told
    assert scalar(world.database, "SELECT max(epoch) FROM event") > scalar(
        backed_up.world.database, "SELECT max(epoch) FROM event"
    )


def test_a_full_database_is_not_overwritten(restored: tuple[World, str], backed_up: BackedUp) -> None:
    world, _ = restored
    settings: dict[str, Any] = {"data_dir": world.settings.data_dir, "master_key": backed_up.key}
    assert "a restore overwrites nothing" in manage("restore", str(backed_up.backup), exit_code=1, **settings)


def test_a_trial_keeps_quiet_and_is_moved_to_a_named_database(
    backed_up: BackedUp, new_machine: Fresh, server: embedded.EmbeddedServer
) -> None:
    settings: dict[str, Any] = {"data_dir": new_machine.folder, "master_key": backed_up.key}
    said = manage("restore", str(backed_up.backup), "--quiet-channels", **settings)
    assert "whoever was erased since then is back" in said
    before = len(backed_up.smtp.received)
    with new_machine.world(backed_up) as trial:
        tell(trial, there(backed_up.ana, trial))
        trial.tick()
        assert backed_up.smtp.received[before:] == []
        assert "Nothing is sent to anybody" in manage("doctor", exit_code=1, **settings)
    assert "Where to?" in manage("move", exit_code=2, **settings)
    with empty_database(server) as named:
        where: dict[str, Any] = settings_of(named)
        with new_machine.world(backed_up) as trial:
            tables = counted(trial.address)
            assert "Minka is running" in manage("move", exit_code=1, **settings, **where)
        assert "Everything is in the database" in manage("move", **settings, **where)
        named_for: dict[str, Any] = {"at": backed_up.world.now(), "master_key": backed_up.key} | letters_to(
            backed_up.smtp
        )
        with World(named, new_machine.folder, **named_for) as moved:
            changed = {name for name, many in counted(named).items() if many != tables[name]}
            assert changed <= {"clock_offset", "heartbeat", "serving_process"}
            assert there(backed_up.ana, moved).get(f"/v1/needs/{backed_up.need}")["details"] == SECRET
            assert "The channels speak again" in manage("channels", "resume", **settings, **where)
            moved.tick()
            assert [one["recipient"] for one in backed_up.smtp.received[before:]] == ["ana@example.org"]
        with new_machine.address() as old:
            assert counted(old) == tables, "what was moved is whole where it was"


@contextmanager
def empty_database(server: embedded.EmbeddedServer) -> Iterator[Address]:
    """What an operator makes for Minka on a server of their own."""
    address = address_of(server, "named")
    migrate.create_database(address.owner_url)
    try:
        yield address
    finally:
        engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE named WITH (FORCE)"))
        engine.dispose()


def counted(address: Address) -> dict[str, int]:
    engine = create_engine(address.owner_url)
    with engine.connect() as connection:
        found = snapshot.counts(connection)
    engine.dispose()
    return found


def test_a_restore_that_was_cut_off_serves_nobody_and_goes_on(
    backed_up: BackedUp, server: embedded.EmbeddedServer, new_machine: Fresh
) -> None:
    with empty_database(server) as named:
        settings: dict[str, Any] = {
            "data_dir": new_machine.folder,
            "master_key": backed_up.key,
        } | settings_of(named)
        (new_machine.folder / "a file").touch()
        blocked: dict[str, Any] = {"audit_file": new_machine.folder / "a file" / "heads"}
        said = manage("restore", str(backed_up.backup), exit_code=1, **settings, **blocked)
        assert "a file: File exists" in said
        assert "did not come to its end" in manage("doctor", exit_code=2, **settings)
        manage("restore", str(backed_up.backup), **settings)
        manage("doctor", exit_code=1, **settings)


def copy_of(backup: Path, to: Path) -> Path:
    shutil.copytree(backup, to)
    return to


def _changed_in_the_middle(backup: Path) -> None:
    dump = backup / "database.dump"
    whole = bytearray(dump.read_bytes())
    whole[len(whole) // 2] ^= 1
    dump.write_bytes(whole)


def _cut_short(backup: Path) -> None:
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1])


def _recounted(backup: Path) -> None:
    manifest = backup / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"vouch": 0', '"vouch": 1'))


def _of_another_version(backup: Path) -> None:
    manifest = backup / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 9'))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_changed_in_the_middle, "database.dump was changed since the backup was made"),
        (_cut_short, "database.dump was cut short since the backup was made"),
        (lambda backup: (backup / "database.dump").unlink(), "database.dump cannot be read"),
        (_recounted, "manifest.json was changed since the backup was made"),
        (_of_another_version, "or is of a newer version"),
        (shutil.rmtree, "is no backup of Minka that can be read"),
    ],
)
def test_a_harmed_backup_is_refused_and_nothing_begun(
    backed_up: BackedUp, tmp_path: Path, harm: Callable[[Path], None], sentence: str
) -> None:
    harmed = copy_of(backed_up.backup, tmp_path / "harmed")
    harm(harmed)
    fresh = tmp_path / "fresh"
    assert sentence in manage("restore", str(harmed), exit_code=1, data_dir=fresh, master_key=backed_up.key)
    assert not fresh.exists()


def test_another_key_is_told_as_such(backed_up: BackedUp, tmp_path: Path) -> None:
    other = urlsafe_b64encode(bytes(range(32))).decode()
    said = manage("restore", str(backed_up.backup), exit_code=1, data_dir=tmp_path, master_key=other)
    assert "was made with another MINKA_MASTER_KEY" in said


def test_a_folder_that_takes_nothing_is_told(backed_up: BackedUp, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    where: dict[str, Any] = {
        "database_url": backed_up.world.address.app_url,
        "direct_database_url": backed_up.world.address.direct_url,
        "data_dir": backed_up.world.settings.data_dir,
    }
    said = manage("backup", str(tmp_path / "a file" / "backups"), exit_code=1, **where)
    assert "cannot be written (Not a directory). Nothing was kept there." in said


def test_a_disk_that_takes_no_more_leaves_nothing_half_done(backed_up: BackedUp, tmp_path: Path) -> None:
    """No file may be longer than 64 KiB: the dump ends in the middle."""
    told = {
        "MINKA_ENV": "development",
        "MINKA_DATABASE_URL": backed_up.world.address.app_url,
        "MINKA_DIRECT_DATABASE_URL": backed_up.world.address.direct_url,
        "MINKA_DATA_DIR": str(backed_up.world.settings.data_dir),
    }
    command = f"ulimit -f 64; exec {sys.executable} manage.py backup {tmp_path / 'backups'}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=migrate.ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MINKA_")} | told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "pg_dump did not come to its end" in done.stdout) == (1, True), done.stderr
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".minka-lock"]
