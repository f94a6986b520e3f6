"""Everything that is kept of somebody, taken along by themselves: whole, theirs alone, of one moment, and seldom."""

from uuid import UUID

import pytest
from sqlmodel import Session

from api.schemas.export import Export
from core.access import Caller
from services.access import callers
from services.exporting import whole
from services.exporting.sections import SECTIONS
from tests.support.canaries import OF_THE_CALLER, OF_THE_ELDER
from tests.support.full_community import ROLES, SECRETS, WORDS, FullCommunity
from tests.support.world import World

OWN_WORDS = ("title", "details", "private_note", "address", "name", "email", "phone", "lat", "lon")


def exported(full: FullCommunity, role: str) -> str:
    with full.database.undone():
        answer = full.call(role, "GET", "/v1/me/export")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_one_wrote_is_in_it_readable(kept_community: FullCommunity) -> None:
    said = exported(kept_community, "author")
    assert [name for name in OWN_WORDS if (SECRETS | WORDS)[name] not in said] == []
    helper = exported(kept_community, "confirmed")
    assert SECRETS["helper_name"] in helper
    assert SECRETS["helper_lat"] in helper


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "author")])
def test_nothing_of_another_is_in_it(kept_community: FullCommunity, role: str) -> None:
    said = exported(kept_community, role)
    of_the_author = {name: (SECRETS | WORDS)[name] for name in (*OWN_WORDS, *OF_THE_CALLER, *OF_THE_ELDER)}
    assert [name for name, secret in of_the_author.items() if secret in said] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_nobody_else_is_even_named_by_an_id(kept_community: FullCommunity, role: str) -> None:
    said = exported(kept_community, role)
    others = [kept_community.person(one).id for one in ROLES if one not in ("anonymous", role)]
    assert [id for id in others if _in_own_matters(said, id)] == []


def _in_own_matters(said: str, id: str) -> bool:
    return id in said and id not in {
        line.get("subject_id") or line.get("about_id")
        for name in ("what_happened", "notifications", "reports", "blocks", "decisions", "links")
        for line in Export.model_validate_json(said).model_dump(mode="json")[name]
    }


def test_the_answer_is_what_its_published_form_says(kept_community: FullCommunity) -> None:
    found = Export.model_validate_json(exported(kept_community, "author"))
    assert found.model_dump()["form"] == whole.FORM


def test_only_who_has_shown_lately_that_it_is_them_may(shared_world: World) -> None:
    pia = shared_world.person("Pia", proved="pia@taking-along.example")
    pia.steps_up = None
    shared_world.advance(minutes=16)
    assert pia.refused("GET", "/v1/me/export")["code"] == "step_up_needed"
    shared_world.prove_again(pia)
    assert pia.get("/v1/me/export")["person"][0]["display_name"] == "Pia"


def test_an_eleventh_of_a_day_waits(shared_world: World) -> None:
    pia = shared_world.person("Pia")
    for _ in range(10):
        answer = pia.call("GET", "/v1/me/export")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="minka-20')
    assert pia.refused("GET", "/v1/me/export")["status"] == 429


def rows_of(session: Session, caller: Caller, *names: str) -> list[whole.Row]:
    wanted = [section for section in SECTIONS if section.name in names]
    return [row for section in wanted for page in whole.pages(session, caller, section) for row in page]


def test_what_happens_while_it_is_read_is_not_in_it(shared_world: World) -> None:
    pia = shared_world.person("Pia")
    shared_world.community(pia)
    with shared_world.database.session() as session:
        caller = callers.by_person(session, UUID(pia.id))
        session.rollback()
        session.execute(whole.ONE_SNAPSHOT)
        assert rows_of(session, caller, "person")[0]["display_name"] == "Pia"
        need = pia.need(title="posted while the export is read")
        assert need["id"] not in str(rows_of(session, caller, "needs", "what_happened"))
    assert need["id"] in str(pia.get("/v1/me/export")["needs"])


def test_many_rows_come_page_by_page_and_each_once(
    shared_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pia = shared_world.person("Pia")
    shared_world.community(pia)
    for _ in range(5):
        pia.offer()
    everything = pia.get("/v1/me/export")
    monkeypatch.setattr(whole, "PAGE", 2)
    in_pages = pia.get("/v1/me/export")
    assert in_pages == everything
    assert len(everything["offers"]) == 5
    assert len(everything["what_happened"]) > 5
