"""C1: what suits somebody's offers best was listed also of authors who keep the organisation away from themselves."""

from tests.support.concerned_community import ConcernedCommunity


def ids(listed: dict[str, object]) -> list[str]:
    return [need["id"] for need in listed["items"]]  # type: ignore[attr-defined]


def test_an_organisation_under_a_concern_is_shown_nothing_of_that_author(
    concerned: ConcernedCommunity,
) -> None:
    gil = concerned.world.person("Gil")
    gil.post(f"/v1/communities/{concerned.id}/join")
    kitchen = concerned.world.organisation(concerned.ben, gil)
    gil.offer(organisation_id=kitchen)
    bens = concerned.ben.offer(organisation_id=kitchen)["id"]
    need = concerned.ana.need(criteria={"decide": "first_who_fits"})["id"]
    other = concerned.ana.need(category="errands")["id"]
    assert other in ids(gil.get("/v1/needs?order=fit"))
    match = concerned.ben.post(f"/v1/needs/{need}/responses", {"offer_id": bens})
    concerned.concern(match["id"])
    assert ids(gil.get("/v1/needs?order=fit")) == []
    gil.offer()
    assert other in ids(gil.get("/v1/needs?order=fit")), "for themself they may still help"


def test_who_keeps_an_organisation_away_is_shown_nothing_of_what_it_needs(
    concerned: ConcernedCommunity,
) -> None:
    kitchen = concerned.world.organisation(concerned.ben, concerned.sam)
    bens = concerned.ben.offer(organisation_id=kitchen)["id"]
    need = concerned.ana.need(criteria={"decide": "first_who_fits"})["id"]
    concerned.ana.offer()
    theirs = concerned.sam.need(organisation_id=kitchen)["id"]
    assert theirs in ids(concerned.ana.get("/v1/needs?order=fit"))
    match = concerned.ben.post(f"/v1/needs/{need}/responses", {"offer_id": bens})
    concerned.concern(match["id"])
    assert theirs not in ids(concerned.ana.get("/v1/needs?order=fit"))
