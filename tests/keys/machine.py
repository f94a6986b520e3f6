"""Everything people, their voices, links, coordinators and the clock can do to a match, in any order.

Anybody may try anything, in anybody's name: most of it is refused, and that is the point. After every step
`truths` looks at the rows.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from core.models.link import LinkPurpose
from services.access import links
from tests.keys.people import MAIL, People
from tests.keys.truths import Ledger
from tests.support import pages
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.without_app import said
from tests.support.world import World

ACCOUNTS = ("Cleo", "Ben", "Omar", "Sam", "Ana")
SPOKEN_FOR = ("Mercy", "Juma", "Pili", "Asha", "Halima", "Joe", "Lena")
HOURS = (1, 13, 30, 80, 24 * 8, 24 * 31)
REFUSALS = {400, 403, 404, 409, 410, 412, 422, 429}

somebody = st.sampled_from(SPOKEN_FOR + ACCOUNTS)
"""Those who are spoken for come first: random choice leans that way."""
account = st.sampled_from(ACCOUNTS)
spoken_for = st.sampled_from(SPOKEN_FOR)
decisions = st.sampled_from(["first_who_fits", "i_choose", "first_who_fits", "ask_me_first"])
which = st.integers(0, 5)
"""The youngest but so many: of needs, offers, matches and links."""


class AnyPath(RuleBasedStateMachine):
    """`make_world` brings a whole Minka on a fresh database."""

    make_world: Callable[[ExitStack], World]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.hand: str | None = None
        self.needs: list[dict[str, Any]] = []
        self.offers: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.strangers = 0

    @initialize(
        helpers=st.lists(somebody, min_size=3, max_size=5, unique=True),
        asking=st.permutations(SPOKEN_FOR),
        decide=decisions,
    )
    def begin(self, helpers: list[str], asking: list[str], decide: str) -> None:
        """Some offer and some ask before anything else happens, for nothing happens without."""
        self.world = type(self).make_world(self.stack)
        self.people = People(self.world)
        self.ledger = Ledger(self.world.database, set())
        self.offers.append(self.people.community.offer | {"by": "Ben"})
        for name in helpers:
            self.offer(name, False)
        for number, name in enumerate(asking[:3]):
            self.from_end_to_end(name, decide, number)

    def teardown(self) -> None:
        self.stack.close()

    @invariant()
    def two_hands(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.check(self.hand)

    def has_match(self) -> bool:
        return bool(self.matches())

    # What everybody does.

    def call(self, name: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A call that may well be refused, but politely. None where it was."""
        person = self.people.accounts[name]
        self.hand = person.id
        answer = person.call(method, path, body, **headers)
        if answer.status_code >= 400:
            assert answer.status_code in REFUSALS | {401}, answer.text
            return None
        return answer.json() if answer.content else {}

    def press(self, path: str, do: str, **filled: str) -> pages.Shown | None:
        page = pages.get(self.world.http, path)
        assert page.status in REFUSALS | {200}
        return pages.press(self.world.http, page, do, **filled) if do in page.buttons else None

    def matches(self) -> list[dict[str, str]]:
        query = "SELECT id, status, helper_person_id AS helper, beneficiary_id AS beneficiary FROM match ORDER BY id"
        with self.world.database.transaction() as session:
            rows = session.execute(text(query)).mappings()
            return [{name: str(value) for name, value in row.items()} for row in rows]

    @staticmethod
    def youngest(found: list[Any], number: int) -> Any:
        return found[-1 - number % len(found)] if found else None

    # Asking and offering.

    @rule(
        who=somebody,
        decide=decisions,
        kitchen=st.booleans(),
    )
    def ask(self, who: str, decide: str, kitchen: bool) -> None:
        voice, fields = self.people.voice_of(who)
        if kitchen and who in ("Ana", "Ben"):
            fields["organisation_id"] = self.people.kitchen
        body = {"category": "groceries", "place": LANSING, "criteria": {"decide": decide}, **fields}
        if found := self.call(voice_name(self.people, voice), "POST", "/v1/needs", body):
            self.needs.append(found)

    @rule(who=somebody, kitchen=st.booleans())
    def offer(self, who: str, kitchen: bool) -> None:
        voice, fields = self.people.voice_of(who)
        if kitchen and who in ("Ana", "Ben"):
            fields["organisation_id"] = self.people.kitchen
        body = {"place": LANSING, "capacity": {"at_a_time": 5, "per_week": 50}, **fields}
        name = voice_name(self.people, voice)
        if found := self.call(name, "POST", "/v1/offers", body):
            self.offers.append(found | {"by": name})

    @rule(who=account, need=which, decide=st.sampled_from(["i_choose", "first_who_fits"]))
    def decide_anew(self, who: str, need: int, decide: str) -> None:
        if found := self.youngest(self.needs, need):
            path = f"/v1/needs/{found['id']}"
            tag = self.people.accounts[who].call("GET", path).headers.get("etag", '"none"')
            self.call(who, "PATCH", path, {"criteria": {"decide": decide}}, If_Match=tag)

    @rule(who=account, need=which, verb=st.sampled_from(["withdraw", "renew", "fulfil"]))
    def tend(self, who: str, need: int, verb: str) -> None:
        """Also late: help that happened is recorded after a need has expired."""
        if found := self.youngest(self.needs, need):
            body = {"helped_elsewhere": True} if verb == "fulfil" else None
            self.call(who, "POST", f"/v1/needs/{found['id']}/{verb}", body)

    # Keys.

    @rule(who=account, need=which, offer=which, spoken=st.booleans())
    def respond(self, who: str, need: int, offer: int, spoken: bool) -> None:
        if (found := self.youngest(self.needs, need)) and (with_ := self.youngest(self.offers, offer)):
            body: dict[str, Any] = {"offer_id": with_["id"]}
            self.call(who, "POST", f"/v1/needs/{found['id']}/responses", self.spoken(body, spoken))

    @rule(need=which, offer=which, spoken=st.booleans())
    def whoever_may_responds(self, need: int, offer: int, spoken: bool) -> None:
        """The same by the one who may speak for that offer: what is left to refuse is being too close."""
        if with_ := self.youngest(self.offers, offer):
            self.respond(with_["by"], need, offer, spoken)
            self.two_hands()

    @rule(who=account, need=which, offer=which)
    def invite(self, who: str, need: int, offer: int) -> None:
        if (found := self.youngest(self.needs, need)) and (with_ := self.youngest(self.offers, offer)):
            body = self.spoken({"offer_id": with_["id"]}, True)
            self.call(who, "GET", f"/v1/needs/{found['id']}/matches")
            self.call(who, "POST", f"/v1/needs/{found['id']}/invitations", body)

    @rule(who=account, need=which, offer=which)
    def propose(self, who: str, need: int, offer: int) -> None:
        if (found := self.youngest(self.needs, need)) and (with_ := self.youngest(self.offers, offer)):
            body = {"need_id": found["id"], "offer_id": with_["id"], "reason": "They live next door"}
            self.call(who, "POST", f"/v1/communities/{self.people.community.id}/matches", body)

    @precondition(has_match)
    @rule(
        who=account,
        match=which,
        verb=st.sampled_from(["accept", "accept", "confirm", "confirm", "choose", "take-back"]),
        spoken=st.booleans(),
    )
    def move(self, who: str, match: int, verb: str, spoken: bool) -> None:
        if found := self.youngest(self.matches(), match):
            self.call(who, "POST", f"/v1/matches/{found['id']}/{verb}", self.spoken({}, spoken))

    @precondition(has_match)
    @rule(match=which)
    def everybody_says_yes(self, match: int) -> None:
        """Each tries both keys: whoever may turn one does, and nobody may turn two."""
        if found := self.youngest(self.matches(), match):
            for who in ACCOUNTS:
                for verb in ("accept", "confirm"):
                    self.call(who, "POST", f"/v1/matches/{found['id']}/{verb}", self.spoken({}, True))
                    self.two_hands()

    @rule(who=somebody, decide=decisions, offer=which)
    def from_end_to_end(self, who: str, decide: str, offer: int) -> None:
        """Somebody asks, two answer with offers that stand, and everybody tries to agree, and to look."""
        self.ask(who, decide, who == "Ana")
        self.two_hands()
        for number in (offer, offer + 1):
            self.whoever_may_responds(0, number, True)
        self.everybody_says_yes(0)
        self.everybody_looks_up_contact(1)

    @precondition(has_match)
    @rule(match=which, hours=st.sampled_from([80, 24 * 15]))
    def a_helper_says_it_is_done_and_nobody_else_speaks(self, match: int, hours: int) -> None:
        """What silence does, and must not do."""
        confirmed = [m for m in self.matches() if m["status"] == "confirmed"]
        if found := self.youngest(confirmed, match):
            for name in ACCOUNTS:
                if self.people.accounts[name].id == found["helper"]:
                    self.call(name, "POST", f"/v1/matches/{found['id']}/report", {"outcome": "helped"})
            self.time_passes(hours)

    @precondition(has_match)
    @rule(
        who=account,
        match=which,
        outcome=st.sampled_from(["helped", "helped", "not_helped"]),
        spoken=st.booleans(),
    )
    def report(self, who: str, match: int, outcome: str, spoken: bool) -> None:
        confirmed = [m for m in self.matches() if m["status"] == "confirmed"]
        if found := self.youngest(confirmed or self.matches(), match):
            body = self.spoken({"outcome": outcome}, spoken)
            self.call(who, "POST", f"/v1/matches/{found['id']}/report", body)

    def spoken(self, body: dict[str, Any], spoken: bool) -> dict[str, Any]:
        return body | ({"spoken": said(self.world)} if spoken else {})

    @precondition(has_match)
    @rule(match=which)
    def everybody_looks_up_contact(self, match: int) -> None:
        """Also those who were not needed after all."""
        for found in self.matches()[-1 - match :][:3]:
            for who in ACCOUNTS:
                contact = self.call(who, "GET", f"/v1/matches/{found['id']}/contact")
                assert contact is None or found["status"] == "confirmed", "contact opened without both keys"

    # Links.

    def link(self, purpose: LinkPurpose, owner: str | None, subject: str) -> str:
        with self.world.database.transaction() as session:
            person = UUID(owner) if owner else None
            token = links.make(session, purpose, person, UUID(subject), self.world.now())
        self.paths.append(f"/l/{token}")
        return self.paths[-1]

    @precondition(has_match)
    @rule(
        match=which, side=st.sampled_from(["helper", "beneficiary"]), do=st.sampled_from(["yes", "yes", "no"])
    )
    def answer_from_a_link(self, match: int, side: str, do: str) -> None:
        if found := self.youngest(self.matches(), match):
            path = self.link(LinkPurpose.ANSWER, found[side], found["id"])
            self.hand = found[side]
            self.press(path, do)

    @precondition(has_match)
    @rule(
        match=which,
        side=st.sampled_from(["helper", "beneficiary"]),
        do=st.sampled_from(["show", "cancel", "yes", "no"]),
    )
    def open_the_page_of_a_match(self, match: int, side: str, do: str) -> None:
        if found := self.youngest(self.matches(), match):
            path = self.link(LinkPurpose.MATCH, found[side], found["id"])
            self.hand = found[side]
            page = self.press(path, do, reason="ill")
            one_key = do in ("yes", "no")
            assert page is None or one_key or found["status"] == "confirmed", (
                "a page opened without both keys"
            )

    @rule(need=which, address=st.sampled_from([MAIL, "stranger"]))
    def answer_from_a_chat(self, need: int, address: str) -> None:
        if not (found := self.youngest(self.needs, need)):
            return
        for name in ACCOUNTS:
            if shared := self.call(name, "POST", f"/v1/needs/{found['id']}/share-links"):
                self.paths.append(pages.link_in(shared["text"]))
                break
        else:
            return
        if address != MAIL:
            self.strangers += 1
            address = f"stranger{self.strangers}@example.org"
        sent = self.press(self.paths[-1], "can", address=address)
        self.hand = None
        self.world.tick()
        self.two_hands()
        if sent is not None and "answer" in sent.buttons:
            pages.press(
                self.world.http, sent, "answer", code=self.world.code_for(address), name="Kim", adult="yes"
            )
            self.hand = self._who_answered(found["id"])

    def _who_answered(self, need_id: str) -> str | None:
        """Who holds the address: a stranger until now, or Cleo."""
        query = text("SELECT helper_person_id FROM match WHERE need_id = :need ORDER BY id DESC LIMIT 1")
        with self.world.database.transaction() as session:
            found = session.execute(query, {"need": need_id}).scalar_one_or_none()
        return str(found) if found else None

    @rule(do=st.sampled_from(["yes", "no"]))
    def answer_whether_to_be_spoken_for(self, do: str) -> None:
        lena = self.people.id_of("Lena")
        path = self.link(LinkPurpose.CONSENT, lena, lena)
        self.hand = lena
        self.press(path, do)

    @rule()
    def scanners_open_every_link(self) -> None:
        """What a mail program's scanner does: GET and HEAD, and it changes nothing but a counter of looks."""
        for found in self.matches()[-3:]:
            for side in ("helper", "beneficiary"):
                self.link(LinkPurpose.ANSWER, found[side], found["id"])
                self.link(LinkPurpose.MATCH, found[side], found["id"])
        before = digest(self.world)
        for path in self.paths[-12:]:
            for method in ("GET", "HEAD"):
                status = self.world.http.request(method, path).status_code
                assert status in REFUSALS | {200}, f"{method} {path}: {status}"
        after = digest(self.world)
        changed = {name: set(after[name]) ^ set(before[name]) for name in after}
        assert after == before, {name: rows for name, rows in changed.items() if rows}

    # Coming, going, and time.

    @rule(who=spoken_for, card=st.booleans())
    def print_a_card(self, who: str, card: bool) -> None:
        person_id, by = self.people.spoken_for[who]
        made = self.call(by, "POST", f"/v1/people/{person_id}/takeover-codes", {"card": card})
        if made is not None:
            self.words.append((who, made["code"]))

    @precondition(lambda self: self.words)
    @rule(which_word=which)
    def take_over(self, which_word: int) -> None:
        if (found := self.youngest(self.words, which_word)) is None:
            return
        name, word = found
        answer = self.world.http.post("/v1/auth/sessions", json={"card": word, "device_name": "phone"})
        assert answer.status_code in (201, 401)
        if answer.status_code == 201:
            got = answer.json()
            self.people.accounts[name] = Person(
                self.world.http, name, got["person"]["id"], got["access_token"], got["refresh_token"]
            )

    @precondition(has_match)
    @rule(name=spoken_for, match=which)
    def who_took_over_says_yes(self, name: str, match: int) -> None:
        found = self.youngest(self.matches(), match)
        if name in self.people.accounts and found:
            for verb in ("accept", "confirm"):
                self.call(name, "POST", f"/v1/matches/{found['id']}/{verb}")
                self.two_hands()

    @rule(who=account, name=spoken_for, sure=st.integers(0, 3))
    def end_by_a_call(self, who: str, name: str, sure: int) -> None:
        if sure == 0:
            self.call(who, "DELETE", f"/v1/people/{self.people.id_of(name)}")

    @precondition(has_match)
    @rule(who=account, match=which, sure=st.integers(0, 3))
    def block(self, who: str, match: int, sure: int) -> None:
        found = self.youngest(self.matches(), match)
        if found and sure == 0:
            self.call(who, "POST", "/v1/blocks", {"about": {"type": "match", "id": found["id"]}})

    @rule(who=st.sampled_from(["Ben", "Omar", "Sam", "Ana"]), sure=st.integers(0, 7))
    def erase(self, who: str, sure: int) -> None:
        if sure == 0:
            self.call(who, "DELETE", "/v1/me")

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: int) -> None:
        self.hand = None
        self.world.advance(hours=hours)

    @rule()
    def the_jobs_run(self) -> None:
        self.hand = None
        self.world.tick()


def voice_name(people: People, person: Person) -> str:
    return next(name for name, known in people.accounts.items() if known is person)


def digest(world: World) -> dict[str, list[str]]:
    """Every row there is, but for limits and for how often a page was looked at."""
    found = pages.rows(world.database)
    with world.database.transaction() as session:
        query = "SELECT CAST(to_jsonb(l) - 'opened' AS text) FROM link l"
        found["link"] = sorted(session.execute(text(query)).scalars())
    return {name: rows for name, rows in found.items() if not re.fullmatch(r"rate_limit|heartbeat", name)}
