"""A need is answered from a chat link by somebody who has no account."""

from tests.support import pages
from tests.support.places import LANSING
from tests.support.world import World


def test_a_need_is_answered_from_a_chat(world: World) -> None:
    steward, ana = world.person("Steward"), world.person("Ana")
    world.community(steward, join_policy="invitation")
    need = ana.need(title="Two bags of rice", for_people=3, urgency="urgent", share=["place"])
    pasted = ana.post(f"/v1/needs/{need['id']}/share-links")["text"]
    assert pasted.splitlines()[:3] == [
        "Somebody could use a hand: Groceries, for 3 people.",
        "Where: Lansing",
        "When: Today",
    ]

    http = world.http
    page = pages.get(http, pages.link_in(pasted))
    assert {"Groceries", "Lansing", "Today", "3 people"} <= set(page.text.splitlines())
    assert not [word for word in ("rice", "Ana", "geo:", "42.73") if word in page.response.text]
    sent = pages.press(http, page, "can", address="ben@example.org")
    world.tick()
    code = world.code_for("ben@example.org")
    thanks = pages.press(http, sent, "answer", code=code, name="Ben", adult="yes")
    assert "Thank you, Ben" in thanks.text

    world.tick()
    assert "yes" in ana.inbox()
    match = ana.match_on(need["id"])
    assert match["status"] == "accepted"
    assert world.outbox("ben@example.org")[0]["subject"] != "It is agreed"
    ana.post(f"/v1/matches/{match['id']}/confirm")
    world.tick()

    letter = world.outbox("ben@example.org")[0]
    assert letter["subject"] == "It is agreed"
    agreed = pages.get(http, pages.link_in(letter["text"]))
    where = pages.press(http, agreed, "show")
    assert f"geo:{LANSING['lat']:.5f},{LANSING['lon']:.5f}" in where.hrefs[0]

    ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped", "thanks": "A thousand thanks"})
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "fulfilled"
    late = pages.get(http, pages.link_in(pasted))
    assert (late.status, late.buttons) == (410, {})
