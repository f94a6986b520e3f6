"""The operator's commands, started as an operator starts them, on a real database."""

import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from commands.card_sheet import sheet
from demo import community as demo
from demo import mombasa
from services.representation.cards import Card
from tests.support.databases import settings_of
from tests.support.operator import ROOT, as_operator_of, run
from tests.support.telling import scalar, tell
from tests.support.world import World


def test_a_new_key_holds_32_bytes_and_is_another_each_time() -> None:
    keys = [urlsafe_b64decode(run("keys", "master").stdout.strip()) for _ in range(2)]
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]


def test_a_setting_that_is_wrong_is_told_in_a_sentence_and_ends_with_2() -> None:
    done = run("doctor", env="production", master_key="short")
    assert done.returncode == 2
    assert "✗ MINKA_MASTER_KEY" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_migrating_again_finds_nothing_to_do_and_the_doctor_misses_only_a_worker(world: World) -> None:
    assert "up to date" in as_operator_of(world, "migrate")
    said = as_operator_of(world, "doctor", code=1)
    assert "serving as minka_app" in said
    assert "✓ events are append-only" in said
    assert "✓ record: well" in said
    [wrong] = [line for line in said.splitlines() if line.startswith("✗")]
    assert wrong.startswith("✗ worker: No worker has run yet")


SAFE = {
    "env": "production",
    "smtp_host": "mail.example.org",
    "mail_from": "Minka <minka@example.org>",
    "public_url": "https://minka.example.org",
    "operator_mail": "operator@example.org",
}


@pytest.mark.parametrize("command", ["doctor", "serve", "worker", "run"])
def test_another_master_key_is_refused_before_anything_is_served(world: World, command: str) -> None:
    world.person("Ana")
    where = {"database_url": world.address.direct_url, "owner_database_url": world.address.owner_url}
    for _ in range(2):
        done = run(command, **where, **SAFE, master_key=run("keys", "master").stdout.strip())
        assert (done.returncode, "is not the key of this database" in done.stdout) == (2, True), done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        as_operator_of(world, "doctor", code=1)  # from now on the database knows its key


def test_a_database_knows_its_key_also_when_nobody_is_there(world: World) -> None:
    as_operator_of(world, "doctor", code=1)
    where = {"database_url": world.address.direct_url, "owner_database_url": world.address.owner_url}
    done = run("doctor", **where, **SAFE, master_key=run("keys", "master").stdout.strip())
    assert (done.returncode, "is not the key of this database" in done.stdout) == (2, True), done.stderr


def test_production_is_not_served_by_a_role_that_owns_the_tables(world: World) -> None:
    key = urlsafe_b64encode(world.settings.master_key_bytes).decode()
    done = run("serve", **SAFE, database_url=world.address.owner_url, master_key=key)
    assert (done.returncode, "a role that owns the tables" in done.stdout) == (2, True), done.stderr
    served = SAFE | {"database_url": world.address.direct_url, "master_key": key}
    fine = run("doctor", **served, keys=str(world.settings.keys_dir))
    assert (fine.returncode, "the one of this database" in fine.stdout) == (1, True), fine.stderr


def test_a_sandbox_is_as_at_its_first_start_again(world: World) -> None:
    """Whatever was tried in it, the moved clock among it; it goes on serving meanwhile."""
    demo.load_if_empty(world.database, world.settings, Console(file=StringIO()))
    ana = world.person("Ana")
    world.advance(days=30)
    assert "Amina" in as_operator_of(world, "sandbox", "reset")
    assert ana.refused("GET", "/v1/me")["code"] == "signed_out"
    amina = world.sign_in(mombasa.BY_KEY[mombasa.AMINA].email)
    assert [circle["community"]["name"] for circle in amina.get("/v1/me")["memberships"]] == [
        mombasa.COMMUNITY.name
    ]
    assert abs(world.now() - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_is_no_sandbox_is_not_emptied(world: World) -> None:
    ana = world.person("Ana")
    where = {"data_dir": str(world.settings.data_dir)} | settings_of(world.address)
    kept = run("sandbox", "reset", env="development", **where)
    assert (kept.returncode, "Nothing was changed" in kept.stdout) == (1, True), kept.stderr
    safe = {"master_key": run("keys", "master").stdout.strip(), "smtp_host": "mail.example.org"}
    safe["mail_from"] = "minka@example.org"
    safe |= {"public_url": "https://minka.example.org", "operator_mail": "operator@example.org"}
    refused = run("sandbox", "reset", env="production", **where, **safe)
    assert (refused.returncode, "MINKA_ENV=development" in refused.stdout) == (2, True), refused.stdout
    assert ana.get("/v1/me")["display_name"] == "Ana"


def test_communities_are_listed_and_recognised(world: World) -> None:
    id = world.community(world.person("cora"), recognised=False)["id"]
    assert f"{id}  new" in as_operator_of(world, "communities", "list")
    assert "Lansing is recognised" in as_operator_of(world, "communities", "recognise", id)
    assert f"{id}  recognised  Lansing" in as_operator_of(world, "communities", "list")


def test_the_operator_answers_what_waits_for_a_word(world: World) -> None:
    sam, ben, eve = world.person("Sam"), world.person("Ben"), world.person("Eve")
    id = world.community(sam, ben, eve)["id"]
    sam.patch(f"/v1/communities/{id}", {"reach_km": 300})
    sam.patch(f"/v1/communities/{id}/members/{ben.id}", {"role": "steward"})
    wide, steward = (change["id"] for change in sam.get(f"/v1/communities/{id}")["pending_changes"])
    told = as_operator_of(world, "communities", "changes")
    assert f"{wide}  Lansing: description" in told
    assert "reach_km: 300" in told
    assert "made" in as_operator_of(world, "communities", "approve", wide)
    assert "objected" in as_operator_of(world, "communities", "object", steward)
    assert sam.get(f"/v1/communities/{id}")["reach_km"] == 300
    assert "is a steward" in as_operator_of(world, "communities", "appoint", id, eve.id)
    kitchen = ben.post("/v1/organisations", {"name": "Kitchen", "kind": "collective"})["id"]
    assert "Kitchen is verified" in as_operator_of(world, "communities", "verify-organisation", kitchen)
    sam.patch(f"/v1/communities/{id}/members/{ben.id}", {"state": "suspended", "reason": "he shouted"})
    let_back = ("cases", "let-back", id, ben.id, "--reason", "he did not shout")
    assert "let back: active" in as_operator_of(world, *let_back)
    assert [one["state"] for one in ben.get("/v1/me")["memberships"]] == ["active"]
    told = ben.get("/v1/decisions")["items"][0]
    assert (told["outcome"], told["by"], told["reason"]) == ("let_back", "operator", "he did not shout")
    assert as_operator_of(world, "cases", "list") == ""
    refused = run(
        "cases",
        "show",
        id,
        env="development",
        data_dir=str(world.settings.data_dir),
        database_url=world.address.app_url,
        direct_database_url=world.address.direct_url,
    )
    assert (refused.returncode, "yours to answer" in refused.stdout) == (1, True)


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_card_is_in_its_persons_language_and_a_name_is_only_text(locale: str, direction: str) -> None:
    card = Card("<b>Mercy</b>", locale, "TAKE-OVER-1", datetime(2026, 12, 1, tzinfo=UTC))
    page = sheet([card], "https://minka.example.org")
    assert "&lt;b&gt;Mercy&lt;/b&gt;" in page
    assert "TAKE-OVER-1" in page
    assert "https://minka.example.org" in page
    assert f'dir="{direction}"' in page


def test_a_command_loads_only_what_it_needs() -> None:
    """Processes that Minka starts read `manage.py` again, and would carry all of it with them."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import manage, sys; print(*sys.modules)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert not {"api", "scheduler", "demo", "services", "uvicorn"} & set(loaded.stdout.split())


def test_a_bounce_that_the_operator_tells_takes_a_letter_back(world: World) -> None:
    ana = world.person("Ana", proved="ana@example.org")
    tell(world, ana)
    world.tick()
    assert "1 sent within three days" in as_operator_of(world, "bounced", "Ana@example.org")
    assert "Nothing" in as_operator_of(world, "bounced", "nobody@example.org")
    assert scalar(world.database, "SELECT count(*) FROM delivery WHERE came_back_at IS NOT NULL") == 1
