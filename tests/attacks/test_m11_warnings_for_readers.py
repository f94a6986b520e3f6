"""M11: only whoever posted was warned of money, links and numbers; whoever read them was not."""

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.concerned_community import ConcernedCommunity
from texts.catalogue import say

SCAM = "Send me a gift card first, or the code from your bank: https://help.example.org"
PLAIN = "I am there at ten, by the blue door."


def test_whoever_reads_a_message_is_warned_in_their_language(concerned: ConcernedCommunity) -> None:
    _, match = concerned.agreed()
    path = f"/v1/matches/{match}/messages"
    sent = concerned.ben.post(path, {"text": SCAM})
    concerned.ben.post(path, {"text": PLAIN})
    first, second = concerned.ana.call("GET", path, Accept_Language="es").json()["items"]
    assert first["text"] == SCAM, "nothing is kept back"
    assert first["warnings"] == ["link", "money"]
    assert first["warning"] == f"{say('caution.link', 'es')} {say('caution.money', 'es')}"
    assert (second["warnings"], second["warning"]) == ([], None)
    own = concerned.ben.get(path)["items"][0]
    assert (sent["warnings"], own["warnings"], own["warning"]) == ([], [], None), "theirs to know already"


def test_the_page_of_the_match_says_it_too(concerned: ConcernedCommunity) -> None:
    _, match = concerned.agreed(details="Ring me on 0712 345 678")
    concerned.ben.post(f"/v1/matches/{match}/messages", {"text": SCAM})
    by_ana, by_ben = (
        pages.get(concerned.world.http, pages.link_for(concerned.world, LinkPurpose.MATCH, who, match))
        for who in (concerned.ana, concerned.ben)
    )
    assert say("caution.phone_number", "en") in by_ben.text
    assert say("caution.phone_number", "en") not in by_ana.text, "they are her own words"
    read = pages.press(concerned.world.http, by_ana, "read")
    assert SCAM in read.text
    assert {say("caution.link", "en"), say("caution.money", "en")} <= set(read.text.splitlines())
    own = pages.press(concerned.world.http, by_ben, "read")
    assert say("caution.money", "en") not in own.text


def test_whoever_reads_a_need_is_warned_and_its_author_as_before(concerned: ConcernedCommunity) -> None:
    posted = concerned.ana.need(title="Cash for a ride", details="I live at 12 Elm Street")
    assert posted["warnings"] == ["address", "money"]
    assert posted["warning"] == f"{say('warning.address', 'en')} {say('warning.money', 'en')}"
    path = f"/v1/needs/{posted['id']}"
    read = concerned.ben.call("GET", path, Accept_Language="ar").json()
    assert (read["warnings"], read["warning"]) == (["money"], say("caution.money", "ar"))
    assert "warnings" not in concerned.ana.get(path)
    plain = concerned.ana.need(category="water", title="Two bottles of water")
    assert "warnings" not in concerned.ben.get(f"/v1/needs/{plain['id']}")
