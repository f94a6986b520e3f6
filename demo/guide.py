"""What a newcomer reads first: one address to open, three ways in, and five lines that play the main job."""

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from demo import mombasa

_WHO = {
    mombasa.AMINA: "has a need",
    mombasa.JUMA: "helps",
    mombasa.GRACE: "coordinates",
}

_STORY = shlex.join([sys.executable, str(Path(__file__).parents[1] / "manage.py"), "story"])
_NEED = {
    "category": "water",
    "urgency": "urgent",
    "place": {"lat": mombasa.OLD_TOWN.lat, "lon": mombasa.OLD_TOWN.lon},
    "title": "Maji ya kunywa, lita ishirini",
    "private_note": "Mlango wa kijani, ghorofa ya pili",
    "share": ["phone", "place"],
}

_FIELD = (
    """field() { python3 -c 'import json, sys; told = json.load(sys.stdin); """
    """print(told[sys.argv[1]] if sys.argv[1] in told else """
    """sys.exit(told.get("detail", "no answer") + " (Old tokens? The line for a fresh one is below.)"))' "$1"; }"""
)

_CODE = (
    """'import json, re, sys; print(re.search("[0-9]{6}", json.load(sys.stdin)["items"][0]["text"])[0])'"""
)
_TOKEN = (
    """token() { CHALLENGE=$(curl -s $MINKA/v1/auth/codes -H "$JSON" -d '{"address": "'$1'"}' | field challenge); """
    f"""sleep 3; CODE=$(curl -s "$MINKA/dev/outbox?address=$1" | python3 -c {_CODE}); """
    """curl -s $MINKA/v1/auth/sessions -H "$JSON" """
    """-d '{"challenge": "'$CHALLENGE'", "code": "'$CODE'"}' | field access_token; }"""
)

_FIND = (
    """'import json, sys; print(next(m["id"] for m in json.load(sys.stdin)["items"] """
    """if m["need_id"] == sys.argv[1]))'"""
)


def setup(url: str, tokens: Mapping[str, str]) -> list[str]:
    """What the five lines stand on: where Minka is, who is who, and two small words of shell."""
    return [
        f"MINKA={url} JSON='Content-Type: application/json'",
        " ".join(f"{key.upper()}={token}" for key, token in tokens.items()),
        _FIELD,
        _TOKEN,
    ]


def lines() -> list[str]:
    """The main job in five calls: a need, a helper who sees it, two keys, and the contact they open."""
    amina, juma = '-H "Authorization: Bearer $AMINA"', '-H "Authorization: Bearer $JUMA"'
    need = json.dumps(_NEED, ensure_ascii=False)
    return [
        f"""NEED=$(curl -s $MINKA/v1/needs {amina} -H "$JSON" -d '{need}' | field id); echo "need $NEED" """,
        f"""for i in 1 2 3 4 5 6 7 8 9; do MATCH=$(curl -s "$MINKA/v1/matches?status=proposed&limit=50" {juma} """
        f"""| python3 -c {_FIND} $NEED 2>/dev/null) && break; sleep 1; done; echo "match $MATCH" """,
        f"curl -s -X POST $MINKA/v1/matches/$MATCH/accept {juma} | field status",
        f"curl -s -X POST $MINKA/v1/matches/$MATCH/confirm {amina} | field status",
        f"curl -s $MINKA/v1/matches/$MATCH/contact {juma} | python3 -m json.tool --no-ensure-ascii",
    ]


def show(console: Console, url: str, tokens: Mapping[str, str], *, loaded: bool) -> None:
    """Prints it all. What is to be copied stands alone on its lines, unbroken and uncoloured."""
    console.print(Rule("[bold]Minka, for trying[/]"))
    if loaded:
        console.print(
            f"Nobody was here yet, so [bold]{mombasa.COMMUNITY.name}[/] has moved in: {len(mombasa.PEOPLE)} "
            f"invented people in a real town, {len(mombasa.OFFERS)} offers, {len(mombasa.NEEDS)} needs."
        )
    console.print(f"Open [link={url}]{url}[/link] in a browser. Three ways in, without a code:\n")
    for key in tokens:
        one, way_in = mombasa.BY_KEY[key], f"{url}/dev/in/{key}"
        console.print(
            f"  [bold]{one.name:<8}[/]{_WHO[key]:<14}[link={way_in}]{way_in}[/link]", soft_wrap=True
        )
    console.print(
        f"\nThe API is described at [link={url}/docs]{url}/docs[/link]. Tokens of the same three are good for ten "
        "minutes. Paste this into another terminal:\n"
    )
    _copyable(console, setup(url, tokens))
    console.print(
        "\nThen the main job, line by line: a need, a match, two keys, and the contact they open.\n"
    )
    _copyable(console, lines())
    amina = mombasa.BY_KEY[mombasa.AMINA].email
    console.print("\nA fresh token, by a code that arrives in the outbox:\n")
    _copyable(console, [f"AMINA=$(token {amina})"])
    console.print(
        "\nEach push, code and mail that would leave is printed below. "
        f"This tells the whole walk, from anywhere: {_STORY} --url {url}\nCtrl-C stops.",
        soft_wrap=True,
        highlight=False,
    )
    console.print(Rule())


def _copyable(console: Console, text: list[str]) -> None:
    for line in text:
        console.print(line.strip(), soft_wrap=True, markup=False, highlight=False)
