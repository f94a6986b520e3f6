"""What is done with an account by whoever has its phone is told by letter, and one press there undoes it."""

from uuid import UUID

from core.models.link import LinkPurpose
from core.models.person import ContactKind
from services.access import links
from services.people import sign_in
from services.people.sign_in import code_of
from tests.support import pages
from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.world import World

MAILBOX, NUMBER = "owner@account-letters.example", "+15175550741"


def told(world: World, who: Person, kind: str) -> str:
    """The id of the line in somebody's inbox, read past whoever was signed out meanwhile."""
    query = "SELECT CAST(id AS text) FROM notification WHERE person_id = :who AND kind = :kind"
    return str(scalar(world.database, query, who=who.id, kind=kind))


def test_the_owner_keeps_an_account_that_somebody_wanted_gone(shared_world: World) -> None:
    nia = shared_world.newcomer("nia")
    nia.steps_up = None
    shared_world.advance(hours=1)
    assert nia.call("DELETE", "/v1/me").status_code == 202
    shared_world.tick()
    link = pages.link_for(shared_world, LinkPurpose.NOTICE, nia, told(shared_world, nia, "erasure_asked"))
    page = pages.get(shared_world.http, link)
    assert page.buttons == {"keep": "I keep my account"}
    assert nia.get("/v1/me")["erasure_from"], "to look at the page calls nothing off"
    assert "nothing is deleted" in pages.press(shared_world.http, page, "keep").text
    assert nia.get("/v1/me")["erasure_from"] is None
    shared_world.advance(hours=25)
    assert pages.get(shared_world.http, link).buttons == {}
    assert nia.call("DELETE", "/v1/me").status_code == 202, "whoever asked begins anew"


def test_the_owner_ends_all_sign_ins_by_the_letter_about_an_address_and_nobody_by_that_address(
    shared_world: World,
) -> None:
    """Whoever has the phone for a minute adds a number; from the number itself they could shut out the owner."""
    owner = shared_world.person("Wil", proved=MAILBOX)
    owner.steps_up = None
    shared_world.advance(minutes=20)
    with shared_world.database.transaction() as session:
        kind, now = ContactKind.PHONE, shared_world.now()
        challenge = sign_in.send_code(session, kind=kind, address=NUMBER, locale="en", now=now)
    shown = {"challenge": str(challenge), "code": code_of(shared_world.database.vault, challenge)}
    owner.post("/v1/me/contact-points", shown)
    shared_world.tick()
    [letter] = [row["text"] for row in shared_world.outbox(MAILBOX) if "/l/" in row["text"]]
    later = shared_world.sign_in(MAILBOX)

    subject = told(shared_world, owner, "address_added")
    with shared_world.database.transaction() as session:
        query = "SELECT id FROM contact_point WHERE person_id = :who AND kind = 'phone'"
        number = scalar(shared_world.database, query, who=owner.id)
        whose, about, now = UUID(owner.id), UUID(subject), shared_world.now()
        purpose = LinkPurpose.NOTICE
        by_number = "/l/" + links.make(session, purpose, whose, about, now, contact_id=UUID(str(number)))
    assert pages.get(shared_world.http, by_number).buttons == {}

    page = pages.get(shared_world.http, pages.link_in(letter))
    assert list(page.buttons) == ["not_me"]
    assert owner.call("GET", "/v1/me").status_code == 200
    assert "All sign-ins are over" in pages.press(shared_world.http, page, "not_me").text
    assert owner.call("GET", "/v1/me").json()["code"] == "signed_out"
    assert later.call("GET", "/v1/me").status_code == 200, "who signed in after the letter left"
    assert pages.get(shared_world.http, pages.link_in(letter)).buttons == {}
