"""A community in the middle of things: one person for every role one can have, and a thing in every state.

It is served over a database that can be undone: hundreds of calls may each find the same community.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from core.machine.log_lines import Discreet, configure
from core.models import DeskAct, Reveal
from matching.words.looking import Way
from tests.servers.fcm import FcmServer
from tests.servers.smtp import SmtpServer
from tests.support.people import Person
from tests.support.undoable import UndoableDatabase, sign_in_for_a_day, undoable
from tests.support.world import World, device_for

ROLES = (
    "anonymous",
    "outsider",
    "member",
    "asked",
    "willing",
    "confirmed",
    "author",
    "coordinator",
    "steward",
)
"""`asked` stands in a proposal, `willing` has said yes, `confirmed` has been confirmed; the author is no member.

Beside them there is a `stranger`: steward of another community, author of a public need that the member blocked.
The member speaks for an `elder` without the app.
"""

AGREES = "/agree-change"
"""What wants an `If-Match`, beside edits: nobody agrees to what they have not read."""
SECRET_PLACE = {"lat": 42.7312345, "lon": -84.5523456}
"""Where the author lives, to seven digits: what is shown of it is a wide cell."""
SECOND_PLACE = {"lat": 42.7411223, "lon": -84.5098765}
SECRETS = {
    "title": "CANARY-title pumpernickel",
    "details": "CANARY-details third bell from the top",
    "private_note": "CANARY-note the key is under the blue pot",
    "address": "CANARY-door Quagmire Lane 12",
    "name": "CANARY-name Ottilie",
    "email": "canary.ottilie@example.org",
    "phone": "+15175550142",
    "lat": "42.7312345",
    "lon": "-84.5523456",
    "to_lat": "42.7411223",
    "to_lon": "-84.5098765",
    "helper_name": "CANARY-helper Benedikt",
    "helper_email": "canary.benedikt@example.org",
    "helper_phone": "+15175550143",
    "helper_lat": "42.7367891",
    "helper_lon": "-84.5567891",
    "elder_name": "CANARY-elder Wilhelmine",
    "elder_phone": "+15175550144",
    "caller_name": "CANARY-caller Zenobia",
    "caller_phone": "+15175550145",
}
HELPER_PLACE = {"lat": 42.7367891, "lon": -84.5567891}
WORDS = {
    "message": "CANARY-message on my way",
    "reason": "CANARY-reason lives round the corner",
    "thanks": "CANARY-thanks a thousand times",
    "note": "CANARY-report nobody came",
    "appeal": "CANARY-appeal nobody asked me",
    "reported": "CANARY-reported he frightened me",
}
"""Free words that go from one person to another."""


@dataclass
class FullCommunity:
    """`ids` names things as paths and bodies do: `{need}`, `{proposed}`, `{disputed}` …"""

    world: World
    database: UndoableDatabase
    http: httpx.Client
    people: dict[str, Person]
    ids: dict[str, str]
    outside: "Outside"

    def call(
        self, role: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """One call by somebody in this part, with the `If-Match` that it wants where they can see what it is about."""
        sent = self._signed(role) | (headers or {})
        if (method == "PATCH" or path.endswith(AGREES)) and "If-Match" not in sent:
            seen = self.http.get(path.removesuffix(AGREES), headers=sent)
            if seen.status_code == 200:
                sent["If-Match"] = seen.headers["etag"]
        return self.http.request(method, path, json=body, headers=sent)

    def _signed(self, role: str) -> dict[str, str]:
        return {} if role == "anonymous" else dict(self.people[role].headers)

    def person(self, role: str) -> Person:
        """Somebody in this role, as they talk to the server on which nothing stays done."""
        p = self.people[role]
        return Person(self.http, p.name, p.id, p.access_token, p.refresh_token)

    def count(self, what: str) -> int:
        """Rows of a table, with a `WHERE` if wanted, as they stand so far."""
        with self.database.session() as session:
            return int(session.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())

    def advance(self, **how_far: float) -> None:
        """Moves the clock. Keywords as of `timedelta`."""
        seconds = timedelta(**how_far).total_seconds()
        assert self.http.post("/dev/clock", json={"advance_seconds": seconds}).status_code == 200

    def filled(self, template: Any) -> Any:
        """A path or body with its `{names}` put in."""
        return filled(template, self.ids)


def filled(template: Any, ids: dict[str, str]) -> Any:
    """A path or body with its `{names}` put in."""
    if isinstance(template, str):
        for name, value in ids.items():
            template = template.replace("{" + name + "}", value)
        return template
    if isinstance(template, dict):
        return {name: filled(value, ids) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, ids) for value in template]
    return template


@dataclass
class Outside:
    """Where messages arrive, and what was logged on the way."""

    fcm: FcmServer
    smtp: SmtpServer
    log: StringIO

    def settings(self, folder: Path) -> dict[str, Any]:
        """What a world needs to send there."""
        account = folder / "service-account.json"
        account.write_text(json.dumps(self.fcm.service_account()))
        return {
            "firebase_credentials": account,
            "fcm_base_url": self.fcm.url,
            "smtp_host": self.smtp.host,
            "smtp_port": self.smtp.port,
            "smtp_start_tls": False,
            "mail_from": "Minka <hello@minka.example>",
        }


@contextmanager
def logged(log: StringIO) -> Iterator[None]:
    """Into `log` goes everything that anybody logs meanwhile, down to the last detail."""
    configure("DEBUG")
    root = logging.getLogger()
    before, handler = root.level, logging.StreamHandler(log)
    handler.setFormatter(Discreet())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@contextmanager
def prepared(world: World, outside: Outside) -> Iterator[FullCommunity]:
    """The community, prepared once, and a server on which what is done can be undone."""
    with logged(outside.log):
        people, ids = people_and_things(world)
    sign_in_for_a_day(world, people.values())
    with undoable(world) as (database, http):
        yield FullCommunity(world, database, http, people, ids, outside)


def people_and_things(world: World) -> tuple[dict[str, Person], dict[str, str]]:
    """Everybody by role, and everything by the name that paths and bodies have for it."""
    proved = {"author": SECRETS["email"], "confirmed": SECRETS["helper_email"]}
    p = {
        role: world.person(role, proved=proved.get(role), asks_a_day=5, asks_a_week=10)
        for role in ROLES
        if role != "anonymous"
    }
    author, helper = p["author"], p["confirmed"]
    author.patch("/v1/me", {"display_name": SECRETS["name"], "phone": SECRETS["phone"]})
    helper.patch("/v1/me", {"display_name": SECRETS["helper_name"], "phone": SECRETS["helper_phone"]})
    community = world.community(
        p["steward"], p["coordinator"], p["member"], p["asked"], p["willing"], p["confirmed"]
    )
    for role in ("steward", "coordinator"):  # the operator said yes to them once: they are nobody's double
        world.appoint(p["coordinator"], community["id"], role)
    ids = {"community": community["id"], "member": p["member"].id}
    ids["change"] = _waiting_check(p["coordinator"], p["willing"], ids["community"])
    _needs_and_matches(p, ids)
    ids |= _look_owed(world, p, ids)
    ids["act"] = _act_to_take_back(world, p, ids)
    p["stranger"] = world.person("stranger")
    _odds_and_ends(p, ids)
    ids["call"] = _asks_for_a_call(world, SECRETS["caller_phone"], ids)
    ids["claimed"] = _asks_for_a_call(world, "+15175550146", ids)
    p["coordinator"].post(f"/v1/communities/{ids['community']}/call-requests/{ids['claimed']}/claim")
    _reported(p, ids)
    _elsewhere(p["stranger"], ids)
    okemos: dict[str, Any] = {"name": "Okemos", "place": {"lat": 2.5, "lon": 2.5}}
    ids["neighbour"] = world.community(world.person("neighbour"), **okemos)["id"]
    now = world.now()
    ids |= {"just_now": now.isoformat(), "in_an_hour": (now + timedelta(hours=1)).isoformat()}
    world.tick()
    ids["public"] = author.need(place=SECRET_PLACE, visible_to="public", **_words())["id"]
    return p, ids


def _waiting_check(coordinator: Person, whom: Person, community: str) -> str:
    """A coordinator's word that somebody was checked, which waits for a second."""
    check = {"kind": "identity", "at": "2026-11-01"}
    coordinator.post(f"/v1/communities/{community}/members/{whom.id}/checks", check)
    [change] = coordinator.get(f"/v1/communities/{community}")["pending_changes"]
    return str(change["id"])


def _words() -> dict[str, str]:
    return {name: SECRETS[name] for name in ("title", "details", "private_note", "address")}


def _act_to_take_back(world: World, p: dict[str, Person], ids: dict[str, str]) -> str:
    """What the coordinator did a moment ago, a long one; it changed nothing."""
    with world.database.transaction() as session:
        now = world.now()
        act = DeskAct(
            community_id=UUID(ids["community"]),
            by_id=UUID(p["coordinator"].id),
            kind="hide",
            subject_type="need",
            subject_id=UUID(ids["need"]),
            before={"rows": []},
            at=now,
            until=now + timedelta(days=1),
        )
        session.add(act)
        return str(act.id)


def _look_owed(world: World, p: dict[str, Person], ids: dict[str, str]) -> dict[str, str]:
    """A look of the coordinator's beyond what one alone may, which owes a second word; the last of an emergency."""
    now = world.now()
    look = Reveal(
        community_id=UUID(ids["community"]),
        need_id=UUID(ids["quarrel"]),
        by_id=UUID(p["coordinator"].id),
        about_id=UUID(p["author"].id),
        way=Way.OWED,
        asked_at=now,
        opened_at=now,
        due_at=now + timedelta(hours=24),
    )
    with world.database.transaction() as session:
        session.add(look)
        session.flush()
        return {"reveal": str(look.id), "looker": p["coordinator"].id}


def _needs_and_matches(p: dict[str, Person], ids: dict[str, str]) -> None:
    author, asked, helper = p["author"], p["asked"], p["confirmed"]
    words = _words()
    share = {"share": ["email", "phone", "place"]}
    need = author.need(place=SECRET_PLACE, to=SECOND_PLACE, quantity=3, **words, **share)
    ids["need"] = need["id"]
    ids["asked_offer"] = asked.offer()["id"]
    ids["offer"] = helper.offer(place=HELPER_PLACE, **share)["id"]
    proposal = {"need_id": ids["need"], "offer_id": ids["asked_offer"], "reason": WORDS["reason"]}
    ids["proposed"] = p["coordinator"].post(f"/v1/communities/{ids['community']}/matches", proposal)["id"]
    ids["accepted"] = p["willing"].post(f"/v1/needs/{ids['need']}/responses", {})["id"]
    ids["matched"] = helper.post(f"/v1/needs/{ids['need']}/responses", {"offer_id": ids["offer"]})["id"]
    author.post(f"/v1/matches/{ids['matched']}/confirm")
    ids["message"] = helper.post(f"/v1/matches/{ids['matched']}/messages", {"text": WORDS["message"]})["id"]

    quarrel = author.need(place=SECRET_PLACE, **words)
    ids["quarrel"] = quarrel["id"]
    ids["disputed"] = helper.post(f"/v1/needs/{quarrel['id']}/responses", {"offer_id": ids["offer"]})["id"]
    author.post(f"/v1/matches/{ids['disputed']}/confirm")
    told = f"/v1/matches/{ids['disputed']}/report"
    helper.post(told, {"outcome": "helped", "thanks": WORDS["thanks"]})
    author.post(told, {"outcome": "not_helped", "note": WORDS["note"]})
    author.post(f"/v1/needs/{quarrel['id']}/withdraw")

    ids["gone"] = author.need(place=SECRET_PLACE, visible_to="public", **words)["id"]
    author.post(f"/v1/needs/{ids['gone']}/withdraw")
    unasked = {"criteria": {"decide": "ask_me_first"}}
    _decided_about(p, ids)
    ids["whispered"] = author.need(place=SECRET_PLACE, visible_to="asked", **unasked, **words)["id"]


def _decided_about(p: dict[str, Person], ids: dict[str, str]) -> None:
    """A need that is over was hidden, against which its author appealed; and shown, and hidden once more."""
    author, need = p["author"], f"/v1/communities/{ids['community']}/needs/{ids['gone']}"
    for number, hidden in enumerate((True, False, True)):
        p["coordinator"].patch(need, {"hidden": hidden, "reason": WORDS["reason"]})
        ids["decision"] = author.get("/v1/decisions")["items"][0]["id"]
        if not number:
            said = {"text": WORDS["appeal"]}
            ids["appeal"] = author.post(f"/v1/decisions/{ids['decision']}/appeal", said)["appeal"]["id"]


def _odds_and_ends(p: dict[str, Person], ids: dict[str, str]) -> None:
    ids["device"] = device_for(p["asked"], "ok-asked")
    ids["share_link"] = p["author"].post(f"/v1/needs/{ids['need']}/share-links")["id"]
    ids["session"] = p["asked"].get("/v1/auth/sessions")["items"][0]["id"]
    ids["organisation"] = p["confirmed"].post(
        "/v1/organisations", {"name": "Casa Común", "kind": "cooperative"}
    )["id"]
    consent = {"how": "in_person", "at": p["member"].get("/v1/auth/sessions")["items"][0]["created_at"]}
    spoken_for = {"display_name": SECRETS["elder_name"], "phone": SECRETS["elder_phone"], "consent": consent}
    ids["elder"] = p["member"].post("/v1/people", spoken_for)["id"]
    ids["stranger"] = p["stranger"].need(visible_to="public")["id"]
    ids["block"] = p["member"].post("/v1/blocks", {"about": {"type": "need", "id": ids["stranger"]}})["id"]


def _asks_for_a_call(world: World, phone: str, ids: dict[str, str]) -> str:
    """Somebody without an account asks the community to be called."""
    body = {"phone": phone, "name": SECRETS["caller_name"], "language": "en"}
    where = f"/v1/communities/{ids['community']}/call-requests"
    assert world.http.post(where, json=body).status_code == 202
    world.tick()
    with world.database.transaction() as session:
        newest = text("SELECT id FROM call_request ORDER BY asked_at DESC, id DESC LIMIT 1")
        return str(session.execute(newest).scalar_one())


def _reported(p: dict[str, Person], ids: dict[str, str]) -> None:
    """The author reports who said yes to their need; whoever answers for the community is to look."""
    about = {"type": "match", "id": ids["accepted"]}
    ids["report"] = p["author"].post(
        "/v1/reports", {"about": about, "kind": "felt_unsafe", "text": WORDS["reported"]}
    )["id"]
    queue = p["coordinator"].get(f"/v1/communities/{ids['community']}/queue")["items"]
    ids["case"] = next(entry["case_id"] for entry in queue if entry["why"] == "report")


def _elsewhere(stranger: Person, ids: dict[str, str]) -> None:
    """Somebody who is a steward, but not here."""
    area = {"name": "Elsewhere", "place": {"lat": 1.5, "lon": 1.5}, "reach_km": 5, "join_policy": "open"}
    ids["elsewhere"] = stranger.post("/v1/communities", area)["id"]
    ids["theirs"] = stranger.need(community_id=ids["elsewhere"], place=area["place"])["id"]
    ids["stranger_offer"] = stranger.offer(community_id=ids["elsewhere"], place=area["place"])["id"]
