"""Three apps over lines that are cut before, amid and after answers: nothing is done twice, nobody is sent away.

Short in `make test`; `make chaos` lets each do three hundred things.
"""

import socket
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from services.people.sign_in import code_of
from tests.servers.line import BadLine, Carried, Cut
from tests.support.app import App, Thing
from tests.support.at_once import at_once, somebody_waits
from tests.support.world import World

NAMES = ("Ana", "Ben", "Eve")
AT_A_TIME = 10
"""What each app does between two hours of the clock at which every access token is over."""

EVENTS = (
    "need_posted",
    "need_edited",
    "need_withdrawn",
    "offer_posted",
    "offer_edited",
    "match_accepted",
    "match_confirmed",
    "message_sent",
)


DID = """
    SELECT e.kind FROM event e LEFT JOIN offer o ON o.id = e.subject_id
     WHERE e.actor_id = :id AND o.for_need_id IS NULL"""
"""What somebody did; an offer for one need alone comes with a yes, and is not counted beside it."""

OWN_OFFERS = "FROM offer WHERE author_id = :id AND for_need_id IS NULL"


class OnBadLines:
    """Three people of one community, each with an app and a line of their own."""

    def __init__(self, world: World, stack: ExitStack) -> None:
        self.world = world
        community = world.community(world.person("Cy"))["id"]
        port = httpx.URL(world.server.url).port
        assert port is not None
        self.lines = [stack.enter_context(BadLine(port, seed)) for seed in range(len(NAMES))]
        clients = [stack.enter_context(httpx.Client(base_url=line.url, timeout=60)) for line in self.lines]
        self.apps = [
            App(http, name, community, self._code) for http, name in zip(clients, NAMES, strict=True)
        ]

    def _code(self, challenge: UUID) -> str:
        return code_of(self.world.database.vault, challenge)

    def live(self, operations: int) -> None:
        """All at the same moment; now and then their access tokens end, and time acts on what they did."""
        at_once([app.arrive for app in self.apps])
        for _ in range(operations // AT_A_TIME):
            at_once([partial(app.act, AT_A_TIME) for app in self.apps])
            self.world.advance(minutes=11)

    @property
    def carried(self) -> list[Carried]:
        return [one for line in self.lines for one in line.carried]

    def answered(self, status: int) -> list[str]:
        """The codes of all refusals of this status, those included that nobody heard."""
        return [str(one.answer.json()["code"]) for one in self.carried if one.answer.status_code == status]

    def cuts(self, call: str) -> set[Cut]:
        """Where calls whose method and path begin so were cut."""
        return {cut for line in self.lines for asked, cut in line.cuts if asked.startswith(call)}

    def rows(self, query: str, app: App) -> list[tuple[object, ...]]:
        with self.world.database.transaction() as session:
            return [tuple(row) for row in session.execute(text(query), {"id": app.id})]


@pytest.fixture
def on_bad_lines(world: World) -> Iterator[OnBadLines]:
    world.database.limits = 1000  # they do in seconds what others do in weeks
    with ExitStack() as stack:
        yield OnBadLines(world, stack)


@pytest.mark.parametrize("operations", [40, pytest.param(300, marks=pytest.mark.long)])
def test_a_line_that_is_cut_does_no_harm(on_bad_lines: OnBadLines, operations: int) -> None:
    on_bad_lines.live(operations)
    print(figures(on_bad_lines))
    nobody_heard_what_they_should_not(on_bad_lines)
    the_same_call_has_the_same_answer(on_bad_lines.carried)
    for app in on_bad_lines.apps:
        everything_was_done_once(on_bad_lines, app)
        edits_were_counted_once(on_bad_lines, app)
        sign_ins_stand(on_bad_lines, app)
    ways = 4 if operations > 100 else 1  # of five; in the short form some calls are few
    for call in ("POST /v1/needs", "PATCH", "POST /v1/auth/sessions", "POST /v1/auth/refresh"):
        assert len(on_bad_lines.cuts(call)) >= ways, f"{call} was cut in too few ways to tell"


def test_a_refresh_overtaken_by_its_repetition_ends_no_sign_in(world: World) -> None:
    """The call waits at the database, its caller hangs up, sends it again and goes on; then its turn comes."""
    ana = world.person("Ana")
    overtaken = {"refresh_token": ana.refresh_token}
    trade = partial(world.http.post, "/v1/auth/refresh")
    following = trade(json=overtaken).json()
    shown = {"Authorization": f"Bearer {following['access_token']}"}
    assert world.http.get("/v1/me", headers=shown).status_code == 200
    with world.database.session() as holding, socket.socket() as line:
        line.connect(("127.0.0.1", httpx.URL(world.server.url).port))
        holding.execute(text("SELECT FROM auth_session WHERE person_id = :id FOR UPDATE"), {"id": ana.id})
        line.sendall(written(httpx.Request("POST", f"{world.server.url}/v1/auth/refresh", json=overtaken)))
        while not somebody_waits(world.database):
            pass
        line.close()
        holding.rollback()
    assert trade(json={"refresh_token": following["refresh_token"]}).status_code == 200
    assert trade(json=overtaken).json()["code"] == "signed_out", "whoever stays to hear it, ends it"
    assert world.http.get("/v1/me", headers=shown).json()["code"] == "signed_out"


def written(call: httpx.Request) -> bytes:
    """A call as it goes over the line."""
    lines = [
        f"{call.method} {call.url.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in call.headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + call.content


def figures(on_bad_lines: OnBadLines) -> str:
    cut: Counter[str] = Counter()
    for line in on_bad_lines.lines:
        for (_, where), times in line.cuts.items():
            cut[str(where)] += times
    done = sum((app.done for app in on_bad_lines.apps), Counter[str]())
    lost = sum((app.lost for app in on_bad_lines.apps), Counter[str]())
    again = sum("idempotency-replayed" in one.answer.headers for one in on_bad_lines.carried)
    statuses = Counter(one.answer.status_code for one in on_bad_lines.carried)
    return (
        f"\n{len(on_bad_lines.carried)} calls answered {dict(statuses)}, {again} of them again; cut {dict(cut)}"
        f"\ndone {dict(done)}, lost to somebody faster {dict(lost)}"
    )


def nobody_heard_what_they_should_not(on_bad_lines: OnBadLines) -> None:
    """No false sign-out and no false 412, on the line either; no refusal that this app has not earned."""
    assert on_bad_lines.answered(412) == []
    assert set(on_bad_lines.answered(401)) == {"token_expired"}
    assert [one.answer.text for one in on_bad_lines.carried if one.answer.status_code >= 500] == []
    assert [refusal for app in on_bad_lines.apps for refusal in app.refused] == []


def the_same_call_has_the_same_answer(carried: list[Carried]) -> None:
    """To the byte, with the tag and the address. A refresh gives the same refresh token, and a later access token."""
    told: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for one in carried:
        path, body, answer = one.call.url.path, one.call.content.decode(), one.answer
        if not answer.is_success:
            continue
        if "idempotency-key" in one.call.headers:
            also = answer.headers.get("etag"), answer.headers.get("location")
            told[one.call.headers["idempotency-key"]].add((answer.status_code, answer.content, *also))
        elif path == "/v1/auth/sessions" and one.call.method == "POST":
            told[body].add((answer.content,))
        elif path == "/v1/auth/refresh":
            told[body].add((answer.json()["refresh_token"], answer.json()["person"]["id"]))
    assert {call: answers for call, answers in told.items() if len(answers) > 1} == {}


def everything_was_done_once(on_bad_lines: OnBadLines, app: App) -> None:
    """One event and one row for each yes that the app has heard, and none besides."""
    happened = Counter(str(kind) for (kind,) in on_bad_lines.rows(DID, app))
    assert {kind: happened[kind] for kind in EVENTS} == {kind: app.done[kind] for kind in EVENTS}
    kept = on_bad_lines.rows("SELECT count(*) FROM idempotent_answer WHERE person_id = :id", app)
    heard = sum(app.done[what] for what in (*EVENTS, "introduced", "joined"))
    assert kept == [(heard,)]
    sent = on_bad_lines.rows("SELECT id FROM message WHERE author_id = :id", app)
    assert sorted(str(id) for (id,) in sent) == sorted(app.messages)


def edits_were_counted_once(on_bad_lines: OnBadLines, app: App) -> None:
    """Every thing that is there was answered with its id, and has as many editions as edits of it were answered."""
    assert editions(on_bad_lines, app, "FROM need WHERE author_id = :id") == counted(app.needs | app.over)
    assert editions(on_bad_lines, app, OWN_OFFERS) == counted(app.offers)
    [(edition,)] = on_bad_lines.rows("SELECT edition FROM person WHERE id = :id", app)
    assert edition == 1 + app.done["introduced"]


def editions(on_bad_lines: OnBadLines, app: App, found: str) -> dict[str, object]:
    return {str(id): edition for id, edition in on_bad_lines.rows(f"SELECT id, edition {found}", app)}


def counted(things: dict[str, Thing]) -> dict[str, int]:
    return {thing.id: 1 + thing.edits for thing in things.values()}


def sign_ins_stand(on_bad_lines: OnBadLines, app: App) -> None:
    """One sign-in for each code shown, one trade for each refresh, and only those ended that the app has ended."""
    query = "SELECT count(*), count(ended_at), sum(generation - 1) FROM auth_session WHERE person_id = :id"
    assert on_bad_lines.rows(query, app) == [
        (app.done["signed in"], app.done["signed out"], app.done["refreshed"])
    ]
