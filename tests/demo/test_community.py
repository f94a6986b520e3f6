"""The demo community: loaded once into an empty house, its sign-ins good at every start."""

import io
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from demo import mombasa
from demo.community import load_if_empty
from matching.rules.distance import km
from matching.words.categories import CATEGORIES
from tests.support.world import World


def loaded(world: World) -> str:
    """What a newcomer reads at the start."""
    paper = Console(file=io.StringIO(), width=80)
    load_if_empty(world.database, world.settings, paper)()
    return str(paper.file.getvalue())  # type: ignore[attr-defined]


def tokens(text: str) -> list[str]:
    return re.findall(r"mka_[\w-]+", text)


def test_three_can_sign_in_at_once_and_again_after_a_restart(world: World) -> None:
    first, second = loaded(world), loaded(world)
    assert "has moved in" in first
    assert "has moved in" not in second
    assert set(tokens(first)).isdisjoint(tokens(second))
    for text in (first, second):
        ways_in = re.findall(r"http://\S+(/dev/in/\w+)", text)
        assert ways_in == ["/dev/in/amina", "/dev/in/juma", "/dev/in/grace"]
        for way_in in ways_in:
            assert world.http.get(way_in).headers["Location"] == "/my"
        assert len(tokens(text)) == 3
        for token, name in zip(tokens(text), ("Amina", "Juma", "Grace"), strict=True):
            me = world.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
            assert me["display_name"] == name


def test_the_community_is_recognised_and_grace_coordinates_it(world: World) -> None:
    grace = {"Authorization": f"Bearer {tokens(loaded(world))[2]}"}
    [town] = world.http.get("/v1/communities?search=Mombasa", headers=grace).json()["items"]
    assert town["mine"]["role"] == "coordinator"
    board = world.http.get(f"/v1/communities/{town['id']}/board?limit=50", headers=grace).json()["needs"]
    assert {need["language"] for need in board} == {"sw", "ar", "fr", "es", "en"}
    assert len(board) == len(mombasa.NEEDS)


def test_who_keeps_people_of_their_own_gets_no_demo(world: World) -> None:
    world.person("somebody")
    assert loaded(world) == ""


def test_the_addresses_stay_good_after_months(world: World) -> None:
    loaded(world)
    world.advance(days=100)
    amina = tokens(loaded(world))[0]
    me = world.http.get("/v1/me", headers={"Authorization": f"Bearer {amina}"}).json()
    assert world.sign_in("amina@mombasa.example").id == me["id"]


@pytest.mark.parametrize("offer", mombasa.OFFERS, ids=lambda offer: f"{offer.by}-{offer.categories[0]}")
def test_every_offer_names_what_there_is(offer: mombasa.DemoOffer) -> None:
    assert set(offer.categories) <= CATEGORIES.keys()


def test_only_one_brings_water_and_the_whole_town_lies_within_reach() -> None:
    assert [offer.by for offer in mombasa.OFFERS if "water" in offer.categories] == [mombasa.JUMA]
    centre = mombasa.COMMUNITY.place
    for thing in (*mombasa.OFFERS, *mombasa.NEEDS):
        assert thing.place is None or km(centre, thing.place) < mombasa.COMMUNITY.reach_km


def test_the_five_lines_play_the_main_job_when_pasted(running: World) -> None:
    """In a real shell, with the port of this server in place of the printed one."""
    text = loaded(running).replace(f"http://127.0.0.1:{running.settings.port}", running.server.url)
    wanted = ("MINKA=", "AMINA=mka_", "field()", "token()", "NEED=", "for i in", "curl ", "AMINA=$(token")
    lines = [line for line in text.splitlines() if line.startswith(wanted)]
    assert len(lines) == 10
    script = "\n".join(
        [*lines, 'curl -s $MINKA/v1/me -H "Authorization: Bearer $AMINA" | field display_name']
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert "\naccepted\nconfirmed\n" in done.stdout
    assert "Mlango wa kijani, ghorofa ya pili" in done.stdout
    assert done.stdout.endswith("\nAmina\n")


def test_the_five_lines_with_old_tokens_say_what_to_do(running: World) -> None:
    """Lived with: ten minutes later they said `KeyError`, with a trace of Python's."""
    text = loaded(running).replace(f"http://127.0.0.1:{running.settings.port}", running.server.url)
    lines = [line for line in text.splitlines() if line.startswith(("MINKA=", "field()", "NEED="))]
    script = "\n".join(["AMINA=mka_old", *lines])
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "Old tokens?" in done.stderr
    assert "KeyError" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_story_is_told_from_anywhere(running: World, tmp_path: Path) -> None:
    (line,) = [one for one in loaded(running).splitlines() if "manage.py story" in one]
    command = shlex.split(line.partition(": ")[2])
    done = subprocess.run([*command, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Where Minka runs" in done.stdout) == (0, True), done.stderr
