"""Calls asked for by somebody who wishes harm: probing numbers, filling queues, ringing at night, reading along."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support.calling import Circle
from tests.support.telling import scalar
from tests.support.world import World

MALLORYS, NIGHT = 20, 21


@pytest.fixture(scope="module")
def called_circle(shared_world: World) -> Circle:
    own = {"phone": "+15175550100", "hours": "9 to 5"}
    return Circle(shared_world, contact=own, time_zone="America/Detroit")


def number(n: int) -> str:
    return f"+1517555{n:04}"


def test_nothing_tells_whether_a_number_is_known(called_circle: Circle) -> None:
    """A member's proved number, one that waits already, one that nobody has: the same answer, and no event yet."""
    called_circle.world.prove(called_circle.mia, number(150))
    called_circle.ask(number(151))
    before = scalar(called_circle.world.database, "SELECT count(*) FROM event")
    answers = [called_circle.try_ask(number(n)) for n in (150, 151, 152)]
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert scalar(called_circle.world.database, "SELECT count(*) FROM event") == before, (
        "that is left to the worker"
    )
    called_circle.world.tick()
    for call in called_circle.waiting():
        called_circle.claim(call)
        called_circle.end(call, "finish")


def test_no_word_of_it_stands_in_any_table(called_circle: Circle) -> None:
    """Not the number, not the name; and its hash is one that joins with no account."""
    call = called_circle.ask(number(150), name="Canary Zenobia", language="sw", about="medicine_pickup")
    called_circle.claim(call)
    with called_circle.world.database.transaction() as session:
        tables = session.scalars(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).all()
        for table in set(tables) - {"sent_copy"}:
            whole = session.scalar(text(f"SELECT string_agg(CAST(t AS text), ' ') FROM \"{table}\" t")) or ""
            assert "5175550150" not in whole, table
            assert "Zenobia" not in whole, table
        joined = "SELECT count(*) FROM call_request r JOIN contact_point c ON c.lookup = r.lookup"
        assert session.scalar(text(joined)) == 0
        payloads = "SELECT count(*) FROM event WHERE subject_type = 'call_request' AND payload <> '{}'"
        assert session.scalar(text(payloads)) == 0
    called_circle.end(call, "finish")


def test_no_name_has_a_coordinator_call_another_number(called_circle: Circle) -> None:
    call = called_circle.ask(number(157), name="Ana, please dial +1 900 555 1234")
    assert called_circle.claim(call)["name"] is None
    called_circle.end(call, "finish")


def test_only_one_who_answers_for_the_circle_opens_a_number_and_only_one_of_them(
    called_circle: Circle,
) -> None:
    call = called_circle.ask(number(153))
    elsewhere = Circle(called_circle.world, name="Okemos")
    path = f"{called_circle.path}/call-requests/{call}"
    for way in ("claim", "finish", "nobody-asked"):
        assert called_circle.mia.call("POST", f"{path}/{way}").status_code == 403
        assert elsewhere.cora.call("POST", f"{path}/{way}").status_code == 404
        assert elsewhere.cora.call("POST", f"{elsewhere.path}/call-requests/{call}/{way}").status_code == 404
    assert called_circle.cora.refused("POST", f"{path}/finish")["code"] == "claim_first", (
        "unseen, it is not ended"
    )
    called_circle.claim(call)
    assert called_circle.sara.refused("POST", f"{path}/claim")["code"] == "call_is_taken"
    assert called_circle.sara.refused("POST", f"{path}/nobody-asked")["code"] == "claim_first"
    entry = {
        "display_name": "Ana",
        "consent": {"how": "phone", "at": f"{called_circle.world.now():%Y-%m-%dT%H:%M:%SZ}"},
    }
    for who in (called_circle.mia, called_circle.sara, elsewhere.cora):
        refused = who.refused("POST", "/v1/people", entry | {"call_request": call})
        assert refused["errors"][0]["code"] == "not_your_call"
    acts = [line["kind"] for line in called_circle.cora.get(f"{called_circle.path}/log")["items"]]
    called_circle.claim(call)
    again = [line["kind"] for line in called_circle.cora.get(f"{called_circle.path}/log")["items"]]
    assert again == acts, "opened once more is no second act"
    called_circle.end(call, "finish")
    assert called_circle.cora.refused("POST", f"{path}/claim")["code"] == "call_is_over"
    assert called_circle.mia.call("POST", f"{path}/claim").status_code == 403, (
        "nor do others learn that it is over"
    )
    assert elsewhere.cora.call("POST", f"{path}/claim").status_code == 404


def test_who_answers_for_the_circle_no_more_ends_no_call(shared_world: World) -> None:
    other = Circle(shared_world, name="Leslie")
    other.claim(other.ask(number(159), 34), other.sara)  # somebody holds another one meanwhile
    call = other.ask(number(158), 33)
    other.claim(call)
    other.sara.patch(f"{other.path}/members/{other.cora.id}", {"role": "member"})
    said = {"how": "phone", "at": f"{shared_world.now():%Y-%m-%dT%H:%M:%SZ}"}
    refused = other.cora.refused(
        "POST", "/v1/people", {"display_name": "Ana", "consent": said, "call_request": call}
    )
    assert refused["errors"][0]["code"] == "not_your_call"
    assert other.cora.call("POST", f"{other.path}/call-requests/{call}/finish").status_code == 403
    assert other.claim(call, other.sara)["phone"] == number(158), "what she held is everybody's again"


def test_a_stranger_who_fills_the_queue_is_told_the_circles_own_number(called_circle: Circle) -> None:
    """Whoever asks then, with a number that waits or not; and the network that did it has little left for others."""
    for n in range(10):
        assert called_circle.try_ask(number(100 + n), MALLORYS).status_code == 202
    for n in (100, 199):
        problem = called_circle.try_ask(number(n), 22).json()
        assert (problem["status"], problem["code"], problem["phone"]) == (409, "enough_calls", "+15175550100")
        assert "+15175550100" in problem["detail"]
    called_circle.world.tick()
    assert len(called_circle.waiting()) == 10
    other = Circle(called_circle.world, name="Mason")
    codes = [other.try_ask(number(154), MALLORYS).status_code for _ in range(21)]
    assert codes == [202] * 20 + [429], "thirty a network and day"
    assert other.try_ask(number(155), 23).status_code == 202
    for call in called_circle.waiting():
        called_circle.claim(call)
        called_circle.end(call, "nobody-asked")
    assert called_circle.try_ask(number(198), 22).status_code == 202
    called_circle.world.tick()
    for call in called_circle.waiting():
        called_circle.claim(call)
        called_circle.end(call, "finish")


def test_one_number_rings_once_a_day_whatever_became_of_it(called_circle: Circle) -> None:
    before = called_circle.rings()
    for _ in range(3):
        call = called_circle.ask(number(156), 24, urgent=True)
        assert called_circle.rings() == before + 1
        called_circle.claim(call)
        called_circle.end(call, "finish")
    called_circle.world.advance(hours=24)
    call = called_circle.ask(number(156), 24, urgent=True)
    assert called_circle.rings() == before + 2
    called_circle.claim(call)
    called_circle.end(call, "finish")


def test_twenty_urgent_calls_at_night_ring_nobody_who_sleeps(called_circle: Circle) -> None:
    """Where nobody is on duty they wait for seven; who is on duty is rung once an hour, and finds them all."""
    now = called_circle.world.now()
    at_night = (now + timedelta(days=1)).replace(
        hour=8, minute=0, second=0
    )  # three or four in the morning there
    called_circle.world.advance(seconds=(at_night - now).total_seconds())
    before = called_circle.rings()
    for n in range(20):
        called_circle.try_ask(number(160 + n), NIGHT, urgent=True)
    called_circle.world.tick()
    assert len(called_circle.waiting()) == 10
    assert called_circle.rings() == before
    called_circle.duty(until=f"{called_circle.world.now() + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")
    called_circle.world.tick()
    called_circle.world.advance(minutes=59)
    assert called_circle.rings() == before + 1
    called_circle.world.advance(minutes=1)
    assert called_circle.rings() == before + 2
    called_circle.cora.delete(f"{called_circle.path}/duty")
    called_circle.world.advance(hours=1)
    assert called_circle.rings() == before + 2
    called_circle.world.advance(hours=4)
    assert called_circle.rings() == before + 10, "by day the rest, each once"
    for call in called_circle.waiting():
        called_circle.claim(call)
        called_circle.end(call, "finish")


def test_a_false_circle_keeps_no_other_from_calling(shared_world: World) -> None:
    """What a circle that nobody recognised holds open, or has shut, counts there alone."""
    founder = shared_world.person("Fay")
    false = shared_world.community(founder, recognised=False, name="False")["id"]
    here = f"/v1/communities/{false}"

    def asked_there(phone: str) -> str:
        body = {"phone": phone, "language": "en"}
        assert shared_world.http.post(f"{here}/call-requests", json=body).status_code == 202
        shared_world.tick()
        return str(founder.get(f"{here}/queue")["items"][-1]["id"])

    call = asked_there(number(190))
    one, other = Circle(shared_world, name="Holt"), Circle(shared_world, name="Dimondale")
    first = one.ask(number(190), 30)
    assert first, "open in the false one, and called by the true one"
    founder.post(f"{here}/call-requests/{call}/claim")
    founder.post(f"{here}/call-requests/{call}/nobody-asked")
    assert other.ask(number(190), 31) == "", "it stands in one queue at a time"
    one.claim(first)
    one.end(first, "finish")
    shared_world.tick()
    [second] = other.waiting()
    other.claim(second)
    other.end(second, "nobody-asked")
    assert one.ask(number(190), 32) == "", "a recognised circle's word counts everywhere"
    shut = "SELECT count(*) FROM call_request WHERE community_id = :id AND closed_at IS NULL"
    assert scalar(shared_world.database, shut, id=one.id) == 0, "and the number is not kept"
