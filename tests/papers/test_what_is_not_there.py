"""What Minka does not have cannot be attacked: what docs/asvs.md calls "not applicable" is looked for here."""

import ast
import re
from pathlib import Path

from commands.application import whole
from core.crypto.vault import Vault
from core.database.db import Database
from tests.papers.source import REACHES_OUT, TREES, calls, imported
from tests.support.production import like_production
from tools.product import ROOT, files_of

NOT_HERE = {
    "xml": "no XML is read",
    "lxml": "no XML is read",
    "pickle": "nothing is read that could name what is to be made of it",
    "marshal": "the same",
    "shelve": "the same",
    "yaml": "the same",
    "ldap3": "there is no directory",
    "graphql": "there is no GraphQL",
    "strawberry": "there is no GraphQL",
    "pymemcache": "there is no memcache",
    "redis": "PostgreSQL keeps everything",
    "zipfile": "nothing is unpacked",
    "tarfile": "nothing is unpacked",
    "gzip": "nothing is unpacked",
    "markdown": "words are words",
    "ctypes": "no memory is touched by hand",
    "authlib": "Minka gives no tokens to other programs",
}
OPENS_LINES = {"httpx", "requests", "aiosmtplib", "aiohttp", "urllib3", "smtplib", "ftplib", "paramiko"}
WEAK = {"md5", "sha1", "new", "md4", "ripemd160"}
STARTS_PROCESSES = {"subprocess", "pty", "multiprocessing"}


def test_nothing_reads_what_could_command_it() -> None:
    for path, tree in TREES:
        for name in imported(tree) & set(NOT_HERE):
            raise AssertionError(f"{path} imports {name}, but docs/asvs.md says: {NOT_HERE[name]}")


def test_only_the_channels_and_firebase_reach_another_machine() -> None:
    found = {path: sorted(imported(tree) & OPENS_LINES) for path, tree in TREES}
    reaching = {path: names for path, names in found.items() if names}
    assert set(reaching) == set(REACHES_OUT)
    for path, name in REACHES_OUT.items():
        assert name in reaching[path]


def test_no_word_of_anybody_becomes_a_command() -> None:
    """No shell, no evaluated text; processes are started by a list of words, in few places."""
    for path, tree in TREES:
        for name, call in calls(tree):
            assert name not in {"eval", "exec", "compile", "os.system", "os.popen", "__import__"}, path
            assert all(given.arg != "shell" for given in call.keywords), path
    starting = {path for path, tree in TREES if imported(tree) & STARTS_PROCESSES}
    assert {path.partition("/")[0] for path in starting} <= {"commands", "core", "scheduler"}


def test_patterns_are_written_down_and_never_made_of_words() -> None:
    """What came in is searched by patterns, and is no part of one: those made while running are made of constants."""
    ours = {"core/health/database_parts.py"}  # searches our own migrations for names of ours
    for path, tree in TREES:
        for function in ast.walk(tree):
            if path in ours or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for name, call in calls(function):
                if re.fullmatch(r"re\.(compile|match|fullmatch|search|sub|split|findall|finditer)", name):
                    pattern = call.args[0]
                    written = (
                        isinstance(pattern, ast.Constant)
                        or ast.unparse(pattern).lstrip("_").split(".")[-1].isupper()
                    )
                    assert written or "re.escape" in ast.unparse(pattern), (path, call.lineno)


def test_hashes_are_of_256_bits() -> None:
    seen = set()
    for _, tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hashlib":
                seen.add(node.attr)
            elif isinstance(node, ast.ImportFrom) and node.module == "hashlib":
                seen |= {alias.name for alias in node.names}
    assert seen == {"sha256", "blake2b"}


def test_what_must_not_be_guessed_is_drawn_from_the_system() -> None:
    """`random` is for fairness, and imported by nothing that makes a secret, a code or a token."""
    for path, tree in TREES:
        if path.startswith(("core/crypto", "services/access", "services/people", "services/representation")):
            assert "random" not in imported(tree), path


def test_lines_are_written_to_standard_error_and_nowhere_else() -> None:
    for path, tree in TREES:
        for name, _ in calls(tree):
            kind = name.rpartition(".")[2]
            assert (
                not kind.endswith("Handler") or not name.startswith("logging") or kind == "StreamHandler"
            ), path


def test_scripts_keep_nothing_take_nothing_and_make_nothing_of_words() -> None:
    for script in sorted((ROOT / "web" / "static").glob("*.js")):
        text = script.read_text(encoding="utf-8")
        for unsafe in (
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "postMessage",
        ):
            assert unsafe not in text, (script.name, unsafe)
        assert re.search(r"(inner|outer)HTML\s*\+?=[^=]", text) is None
        assert '"message"' not in text
        assert "sessionStorage" not in text
        assert "indexedDB" not in text
        assert "document.cookie" not in text
        kept = set(re.findall(r"localStorage\.(\w+)\((\w+)", text))
        assert {key for _, key in kept} <= {"OFF"}
        assert set(re.findall(r'OFF = "([^"]+)"', text)) <= {"minka-keys-off"}
        assert "://" not in text, "nothing from anywhere else"


def test_production_has_no_way_in_for_tries_no_folder_and_no_socket_that_stays() -> None:
    production = like_production(database_url="postgresql://minka_app:x@127.0.0.1:1/minka")
    database = Database(production.database_url or "", Vault(bytes(32)), pool_size=1, statement_timeout_ms=1)
    app = whole(production, database)
    assert app.debug is False
    kinds = {type(route).__name__ for route in app.state.routes}
    assert not kinds & {"APIWebSocketRoute", "WebSocketRoute", "Mount", "StaticFiles"}
    assert not [route.path for route in app.state.routes if route.path.startswith("/dev")]
    database.close()


def test_the_image_has_no_history_no_tests_and_no_settings() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*", "all is left out that is not named"
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert not kept & {".git", ".env", "tests", "tools", "benchmarks", "var", ".github"}
    assert "**/__pycache__" in lines


def test_no_secret_stands_in_the_source() -> None:
    shapes = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|ghp_[0-9A-Za-z]{36}"
    )
    for file in [
        *files_of(ROOT),
        *files_of(ROOT, ["deploy", "compose.yaml", "Dockerfile", ".env.example"], "*"),
    ]:
        if Path(file).is_file():
            assert shapes.search(file.read_text(encoding="utf-8", errors="ignore")) is None, file
