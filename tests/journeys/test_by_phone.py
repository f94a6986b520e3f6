"""A phone number on a flyer: a coordinator writes down what people say, and each is helped with the same two keys."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.representation import consents
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.community import CleosCommunity
from tests.support.places import LANSING
from tests.support.telling import change
from tests.support.without_app import completed_by_silence, entered, hands, households, said, signed_in_by
from tests.support.world import World

FLYER = "+15175550100"
"""The coordinator's own phone, given for those who have none."""
JUMAS, HALIMAS = "+15550100155", "+15175550133"


class PeopleByPhone:
    """Three people ring the number on a flyer; Cleo writes down what they say, Omar writes down a helper."""

    def __init__(self, world: World, gateway: SmsServer) -> None:
        self.world, self.gateway = world, gateway
        self.cleo, self.omar = world.person("Cleo", phone=FLYER), world.person("Omar")
        self.ben = world.person("Ben")
        community = world.community(self.cleo, self.omar, self.ben)["id"]
        world.appoint(self.omar, community, "coordinator")
        self.bens = self.ben.offer(categories=["groceries", "water"])
        self.juma = entered(world, self.omar, "Juma", phone=JUMAS, is_adult=True, languages=["sw"])
        change(world.database, "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00'")
        self.omar.offer(on_behalf_of=self.juma["id"], categories=["errands"])
        self.mercy = entered(world, self.cleo, "Mercy", phone=FLYER)
        self.halima = entered(world, self.cleo, "Halima", phone=HALIMAS)
        self.joe = entered(world, self.cleo, "Joe")
        self.names = {person.id: person.name for person in (self.cleo, self.omar, self.ben)}
        for person in (self.juma, self.mercy, self.halima, self.joe):
            self.names[person["id"]] = person["display_name"]

    def bread_for_mercy(self) -> tuple[str, str]:
        """Ben sees what, but neither who nor where, until she has said yes on the phone. Need and match."""
        need = self.cleo.need(on_behalf_of=self.mercy["id"], title="Bread", private_note="ring twice")
        assert need["status"] == "open"
        seen = self.ben.call("GET", f"/v1/needs/{need['id']}").text
        assert "Bread" in seen
        assert not [word for word in ("Mercy", "ring twice", str(LANSING["lat"])) if word in seen]
        match = self.ben_says_yes(need["id"])
        unsaid = self.cleo.refused("POST", f"/v1/matches/{match}/confirm", {})
        assert unsaid["errors"][0]["code"] == "spoken_needed"
        assert self.ben.refused("GET", f"/v1/matches/{match}/contact")["code"] == "contact_closed"
        assert self.she_says_yes(match)["status"] == "confirmed"
        contact = self.ben.get(f"/v1/matches/{match}/contact")
        assert (contact["person"]["display_name"], contact["place"]) == ("Mercy", LANSING)
        assert contact["private_note"] == "ring twice"
        assert self.hands(match) == [("match_accepted", "Ben", None), ("match_confirmed", "Cleo", "Mercy")]
        return need["id"], match

    def mercy_takes_over_by_card(self, need: str, match: str) -> None:
        """It is hers now: she sees who looked at her door, and says herself that it went well."""
        cleo, http = self.cleo, self.world.http
        card = cleo.post(f"/v1/people/{self.mercy['id']}/takeover-codes", {"card": True})["code"]
        herself = signed_in_by(self.world, card.lower(), "Mercy")
        assert herself.id == self.mercy["id"]
        assert herself.get("/v1/needs?mine=true")["items"][0]["title"] == "Bread"
        assert [line["match_id"] for line in herself.get("/v1/me/access-log")["items"]] == [match]
        assert cleo.refused("GET", f"/v1/people/{self.mercy['id']}")["code"] == "not_found"
        assert cleo.refused("POST", f"/v1/needs/{need}/withdraw")["status"] == 403
        assert http.post("/v1/auth/sessions", json={"card": card}).json()["code"] == "card_not_valid"
        done = herself.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        assert (done["status"], done["completed_by"]) == ("completed", "person")
        assert herself.get(f"/v1/needs/{need}")["status"] == "fulfilled"

    def a_parcel_for_halima(self) -> str:
        """Juma is asked by text message, in his language, and answers from its link with his own hand."""
        http, share = self.world.http, ["phone", "place"]
        need = self.cleo.need(
            on_behalf_of=self.halima["id"], category="errands", title="A parcel", share=share
        )
        self.world.tick()
        _, asked = self.gateway.texts(JUMAS)  # the first told him that he was written down
        assert asked.startswith("Minka: unaweza kumsaidia mtu?")
        page = pages.get(http, pages.link_in(asked))
        assert page.attributes["lang"] == "sw"
        assert "A parcel" in page.text
        assert not [word for word in ("Halima", HALIMAS) if word in page.text]
        assert pages.press(http, page, "yes").status == 200
        match = str(self.cleo.match_on(need["id"])["id"])
        self.she_says_yes(match, "in_person")
        self.world.tick()
        agreed = pages.get(http, pages.link_in(self.gateway.texts(JUMAS)[-1]))
        assert "Halima" not in agreed.text
        shown = pages.press(http, agreed, "show")
        assert {"Halima", HALIMAS} <= set(shown.text.splitlines())
        assert any(href.startswith(f"geo:{LANSING['lat']}") for href in shown.hrefs)
        assert len(self.gateway.texts(JUMAS)) == 3, "told of being written down, asked once, told once"
        assert self.hands(match) == [("match_accepted", "Juma", None), ("match_confirmed", "Cleo", "Halima")]
        return match

    def water_for_joe(self) -> str:
        need = self.cleo.need(on_behalf_of=self.joe["id"], category="water")
        match = self.ben_says_yes(need["id"])
        self.she_says_yes(match)
        assert self.hands(match) == [("match_accepted", "Ben", None), ("match_confirmed", "Cleo", "Joe")]
        return match

    def only_their_word_completes(self, for_halima: str, for_joe: str) -> None:
        """Ben says that he brought it; four days of silence complete nothing, what the two say on the phone does."""
        self.ben.post(f"/v1/matches/{for_joe}/report", {"outcome": "helped"})
        self.world.advance(days=4)
        for match in (for_halima, for_joe):
            assert self.cleo.get(f"/v1/matches/{match}")["status"] == "confirmed"
            report = {"outcome": "helped", "spoken": said(self.world)}
            done = self.cleo.post(f"/v1/matches/{match}/report", report)
            assert (done["status"], done["completed_by"]) == ("completed", "representative")
            assert self.cleo.get(f"/v1/needs/{done['need_id']}")["status"] == "fulfilled"
        assert completed_by_silence(self.world) == 0

    def joe_ends_it_by_a_call(self) -> None:
        """To Omar, who never spoke for him: what Joe has just been promised ends, and nobody writes for him."""
        cleo, omar, ben = self.cleo, self.omar, self.ben
        need = cleo.need(on_behalf_of=self.joe["id"], category="water")
        match = self.ben_says_yes(need["id"])
        self.she_says_yes(match)
        assert ben.refused("DELETE", f"/v1/people/{self.joe['id']}")["status"] == 404
        omar.delete(f"/v1/people/{self.joe['id']}")
        self.world.tick()
        assert omar.get(f"/v1/needs/{need['id']}")["status"] == "withdrawn"
        assert ben.get(f"/v1/matches/{match}")["status"] == "cancelled"
        assert ben.refused("GET", f"/v1/matches/{match}/contact")["code"] == "contact_closed"
        assert "cancelled" in ben.inbox()
        again = {"category": "water", "place": LANSING, "on_behalf_of": self.joe["id"]}
        assert cleo.refused("POST", "/v1/needs", again)["code"] == "consent_does_not_cover"
        assert [person["display_name"] for person in cleo.get("/v1/people")["items"]] == ["Halima"]

    def ben_says_yes(self, need_id: str) -> str:
        """Ben answers a need he saw; the match's id."""
        answer = self.ben.post(f"/v1/needs/{need_id}/responses", {"offer_id": self.bens["id"]})
        return str(answer["id"])

    def she_says_yes(self, match: str, how: str = "phone") -> dict[str, Any]:
        """Cleo asks whom it is for, and passes the yes on."""
        return dict(self.cleo.post(f"/v1/matches/{match}/confirm", {"spoken": said(self.world, how)}))

    def hands(self, match: str) -> list[tuple[str, str, str | None]]:
        return hands(self.world, match, self.names)


def test_three_people_by_phone(texting_world: World, gateway: SmsServer) -> None:
    """Each is helped; one takes over by card, one is helped from a text message, one ends it by a call."""
    people = PeopleByPhone(texting_world, gateway)
    marks = [households(texting_world, person["id"]) for person in (people.mercy, people.halima, people.joe)]
    assert marks == [0, 1, 0], "the number on the flyer is Cleo's, and ties Mercy to nobody"
    bread, for_mercy = people.bread_for_mercy()
    people.mercy_takes_over_by_card(bread, for_mercy)
    for_halima, for_joe = people.a_parcel_for_halima(), people.water_for_joe()
    people.only_their_word_completes(for_halima, for_joe)
    people.joe_ends_it_by_a_call()


def test_silence_completes_nothing_for_somebody_who_is_spoken_for(cleos_community: CleosCommunity) -> None:
    world = cleos_community.world
    cleo, ben = cleos_community.cleo, cleos_community.ben
    need = cleo.need(on_behalf_of=entered(world, cleo, "Mercy")["id"])
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    cleo.post(f"/v1/matches/{match['id']}/confirm", {"spoken": said(world)})
    ben.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
    world.advance(days=5)
    assert cleo.get(f"/v1/matches/{match['id']}")["status"] == "confirmed"


@pytest.mark.parametrize("covers", [["post"], ["post", "report"]])
def test_no_key_turns_without_a_consent_that_covers_it(
    cleos_community: CleosCommunity, covers: list[str]
) -> None:
    world = cleos_community.world
    cleo, ben = cleos_community.cleo, cleos_community.ben
    mercy = entered(world, cleo, "Mercy", consent={"covers": covers})
    need = cleo.need(on_behalf_of=mercy["id"])
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    refused = cleo.refused("POST", f"/v1/matches/{match['id']}/confirm", {"spoken": said(world)})
    assert refused["code"] == "consent_does_not_cover"


def test_a_consent_ends_at_its_time(cleos_community: CleosCommunity) -> None:
    world = cleos_community.world
    cleo = cleos_community.cleo
    mercy = entered(world, cleo, "Mercy", consent={"until": "2100-01-01T00:00:00Z"})
    with world.database.transaction() as session:
        session.execute(text("UPDATE representation SET until = now() - interval '1 day'"))
    body = {"category": "water", "place": LANSING, "on_behalf_of": mercy["id"]}
    assert cleo.refused("POST", "/v1/needs", body)["code"] == "consent_does_not_cover"


def test_nobody_holds_both_keys(cleos_community: CleosCommunity) -> None:
    """Not the representative's own offer, nor that of somebody else they speak for."""
    world = cleos_community.world
    cleo = cleos_community.cleo
    mercy = entered(world, cleo, "Mercy", is_adult=True)
    helper = entered(world, cleo, "Juma", is_adult=True)
    own = cleo.offer()
    spoken_for = cleo.offer(on_behalf_of=helper["id"])
    need = cleo.need(on_behalf_of=mercy["id"])
    for offer in (own, spoken_for):
        body = {"offer_id": offer["id"], "spoken": said(world)}
        assert cleo.refused("POST", f"/v1/needs/{need['id']}/invitations", body)["code"] == "not_found"
        pair = {"need_id": need["id"], "offer_id": offer["id"], "reason": "She lives near"}
        proposed = cleo.refused("POST", f"/v1/communities/{cleos_community.id}/matches", pair)
        assert (proposed["code"], proposed["reason"]) == ("not_eligible", "not_available")
    candidates = cleo.get(f"/v1/needs/{need['id']}/matches")["candidates"]
    assert [one["offer_id"] for one in candidates] == [cleos_community.offer["id"]]
    assert (
        cleo.refused("POST", f"/v1/needs/{need['id']}/responses", {"offer_id": own["id"]})["code"]
        == "own_need"
    )


def test_a_link_is_asked_before_anything_opens(cleos_community: CleosCommunity) -> None:
    world = cleos_community.world
    cleo = cleos_community.cleo
    mercy = entered(world, cleo, "Mercy", consent={"how": "link"}, email="mercy@example.org")
    need = cleo.need(on_behalf_of=mercy["id"])
    assert need["status"] == "pending"
    world.tick()
    assert cleo.get(f"/v1/needs/{need['id']}/matches")["items"] == []
    with world.database.transaction() as session:
        consents.give_consent(session, UUID(mercy["id"]), now=world.now())
    assert cleo.get(f"/v1/needs/{need['id']}")["status"] == "open"


@pytest.mark.parametrize(("coordinates", "most"), [(False, 3), (True, 100)])
def test_nobody_speaks_for_more_than_they_can_ring(
    cleos_community: CleosCommunity, coordinates: bool, most: int
) -> None:
    world = cleos_community.world
    cleo, ben = cleos_community.cleo, cleos_community.ben
    who = cleo if coordinates else ben
    for number in range(most):
        entered(world, who, f"Person {number}")
    over = who.refused("POST", "/v1/people", {"display_name": "One more", "consent": said(world)})
    assert (over["code"], over.get("most")) == ("enough_people", most)


def test_a_helper_without_the_app(cleos_community: CleosCommunity) -> None:
    """Their yes is spoken too, and stands like anybody's."""
    world = cleos_community.world
    cleo = cleos_community.cleo
    amina = world.person("Amina")
    juma = entered(world, cleo, "Juma", is_adult=True)
    offer = cleo.offer(on_behalf_of=juma["id"])
    need = amina.need()
    invited = amina.invite(need["id"], offer["id"])
    cleo.post(f"/v1/matches/{invited['id']}/accept", {"spoken": said(world)})
    assert amina.get(f"/v1/matches/{invited['id']}")["status"] == "confirmed"
    assert amina.get(f"/v1/matches/{invited['id']}/contact")["person"]["display_name"] == "Juma"
