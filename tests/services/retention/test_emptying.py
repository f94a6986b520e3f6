"""What is emptied once it is over: places after a week, words after thirty days, and nothing before a verdict."""

import random
from datetime import timedelta
from uuid import UUID

import h3
import pytest
from sqlalchemy import text

from core.models import Match, Need, Offer
from scheduler.jobs import JOBS
from services.retention import emptying
from services.retention.keeping import AT_A_TIME
from tests.support.kept import Keep
from tests.support.places import LANSING, LANSING_CELL
from tests.support.telling import change, scalar
from tests.support.world import World

RUN = {job.name: job.run for job in JOBS}
A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)
A_SECOND = timedelta(seconds=1)
WORDS = {
    "title": "A pot of soup",
    "details": "Third bell",
    "private_note": "The key is under the pot",
    "address": "Quagmire Lane 12",
    "share": ["phone", "place"],
    "involves": ["stairs"],
    "criteria": {"decide": "ask_me_first", "languages": ["en"]},
}


class Helped:
    """Ana asked, Ben helped; both said so, and wrote to one another. Then Ben took his offer back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben = world.person("Ana", phone="+15175550142"), world.person("Ben")
        self.steward = world.person("Cora")
        self.community = world.community(self.steward, self.ana, self.ben)["id"]
        self.offer = self.ben.offer(languages=["en"])["id"]
        world.tick()
        self.need = self.ana.need(place=LANSING, **WORDS)["id"]
        self.match = str(self.ana.invite(self.need, self.offer)["id"])
        self.ben.post(f"/v1/matches/{self.match}/accept")
        self.ben.post(f"/v1/matches/{self.match}/messages", {"text": "On my way"})
        for person, thanks in ((self.ben, "You are welcome"), (self.ana, "Thank you")):
            told = {"outcome": "helped", "thanks": thanks}
            person.post(f"/v1/matches/{self.match}/report", told)
        self.ben.post(f"/v1/offers/{self.offer}/withdraw")
        world.tick()
        self.ended = world.now()

    def after(self, how_long: timedelta) -> None:
        """All that empties has looked, so long after the end."""
        for job in ("forget_contacts", "forget_needs", "forget_offers", "forget_matches"):
            RUN[job](self.world.database, self.ended + how_long, random.Random(1))

    def row(self) -> Need:
        with self.world.database.transaction() as session:
            return session.get_one(Need, UUID(self.need))

    def count(self, table: str) -> int:
        return int(scalar(self.world.database, f"SELECT count(*) FROM {table}"))


@pytest.fixture
def emptied_help(keep: Keep) -> Helped:
    return keep(Helped)


def test_where_somebody_lives_goes_a_week_after_the_need_and_its_time(emptied_help: Helped) -> None:
    life = emptied_help.row().expires_at - emptied_help.ended
    emptied_help.after(life + A_WEEK - A_SECOND)
    assert emptied_help.row().place is not None
    emptied_help.after(life + A_WEEK + A_SECOND)
    row = emptied_help.row()
    assert (row.place, row.to_place, row.address, row.private_note) == (None,) * 4
    assert row.title is not None
    assert emptied_help.ana.get(f"/v1/needs/{emptied_help.need}")["title"] == "A pot of soup"


def test_words_and_hours_go_after_thirty_days_and_a_count_stays(emptied_help: Helped) -> None:
    emptied_help.after(A_MONTH - timedelta(minutes=5))
    assert emptied_help.row().emptied_at is None
    assert emptied_help.count("message") == 1
    emptied_help.after(A_MONTH + A_SECOND)
    row = emptied_help.row()
    assert (row.title, row.details, row.place, row.address, row.shown_pt) == (None,) * 5
    assert (row.involves, row.share, row.criteria.languages) == ([], [], ())
    assert (row.category, row.quantity, row.status) == ("groceries", 1, "fulfilled")
    assert row.cell == h3.str_to_int(h3.cell_to_parent(h3.int_to_str(LANSING_CELL), 4))
    with emptied_help.world.database.transaction() as session:
        match = session.get_one(Match, UUID(emptied_help.match))
        assert (match.reasons, match.parts, match.score, match.agreed_from) == ([], {}, None, None)
        assert (match.status, match.completed_quantity) == ("completed", 1)
        offer = session.get_one(Offer, UUID(emptied_help.offer))
        assert (offer.languages, offer.availability, offer.reach_km) == ([], (), 5)
    assert emptied_help.count("match_report") == 2
    assert emptied_help.count("match_report WHERE thanks IS NOT NULL OR note IS NOT NULL") == 0
    assert emptied_help.count("message") == emptied_help.count("message_seen") == 0
    seen = emptied_help.ana.get(f"/v1/needs/{emptied_help.need}")
    assert (seen["category"], seen.get("title"), seen["status"]) == ("groceries", None, "fulfilled")
    assert emptied_help.ben.get(f"/v1/matches/{emptied_help.match}")["status"] == "completed"


@pytest.mark.parametrize("how", ["reported", "appealed", "disputed", "raised as a concern"])
def test_nothing_goes_before_a_human_has_looked(emptied_help: Helped, how: str) -> None:
    """What is reported, raised, disputed or appealed keeps its words until that is decided."""
    database = emptied_help.world.database
    if how == "reported":
        about = {"type": "match", "id": emptied_help.match}
        emptied_help.ana.post("/v1/reports", {"about": about, "kind": "felt_unsafe", "text": "Unkind"})
        verdict = "UPDATE safety_case SET closed_at = now()"
    elif how == "disputed":
        change(database, "UPDATE match SET status = 'disputed'")
        verdict = "UPDATE match SET status = 'failed'"
    elif how == "appealed":
        told = {"reason": "Not now", "hidden": True}
        emptied_help.steward.patch(
            f"/v1/communities/{emptied_help.community}/needs/{emptied_help.need}", told
        )
        decision = emptied_help.ana.get("/v1/decisions")["items"][0]["id"]
        emptied_help.ana.post(f"/v1/decisions/{decision}/appeal", {"text": "It was fine"})
        verdict = "UPDATE appeal SET closed_at = now()"
    else:
        change(
            database,
            "INSERT INTO concern"
            " (id, match_id, community_id, side, for_id, by_id, about_id, about_role, at, bars_until)"
            " SELECT gen_random_uuid(), id, community_id, 'beneficiary', beneficiary_id, beneficiary_id,"
            " helper_person_id, 'member', now(), now() FROM match",
        )
        verdict = "UPDATE concern SET closed_at = now()"
    emptied_help.after(3 * A_MONTH)
    assert emptied_help.row().title is not None
    assert emptied_help.row().address is not None
    assert emptied_help.count("message") == 1
    change(database, verdict)
    emptied_help.after(3 * A_MONTH)
    assert emptied_help.row().title is None
    assert emptied_help.count("message") == 0


def test_what_ran_out_keeps_its_place_as_long_as_it_can_be_renewed(emptied_help: Helped) -> None:
    need = emptied_help.ana.need(place=LANSING, **WORDS)["id"]
    change(
        emptied_help.world.database,
        "UPDATE need SET status = 'expired', closed_at = :at WHERE id = :id",
        at=emptied_help.ended,
        id=need,
    )
    emptied_help.after(2 * A_MONTH / 3)
    where = "SELECT count(*) FROM need WHERE id = :id AND place IS NOT NULL AND title IS NOT NULL"
    assert scalar(emptied_help.world.database, where, id=need) == 1
    assert "renew" in emptied_help.ana.get(f"/v1/needs/{need}")["allowed"]
    emptied_help.after(A_MONTH + A_SECOND)
    assert scalar(emptied_help.world.database, where, id=need) == 0
    assert "renew" not in emptied_help.ana.get(f"/v1/needs/{need}")["allowed"]
    refused = emptied_help.ana.refused("POST", f"/v1/needs/{need}/renew")
    assert (refused["code"], "renew" in refused["allowed"]) == ("not_possible", False)


def test_an_offer_that_ended_long_ago_is_not_renewed(emptied_help: Helped) -> None:
    offer = emptied_help.ben.offer()["id"]
    change(
        emptied_help.world.database,
        "UPDATE offer SET status = 'expired', ended_at = :at WHERE id = :id",
        at=emptied_help.ended,
        id=offer,
    )
    assert emptied_help.ben.get(f"/v1/offers/{offer}")["allowed"] == ["renew"]
    emptied_help.after(A_MONTH + A_SECOND)
    assert emptied_help.ben.get(f"/v1/offers/{offer}")["allowed"] == []
    assert emptied_help.ben.refused("POST", f"/v1/offers/{offer}/renew")["code"] == "not_possible"


def test_what_is_agreed_keeps_what_it_stands_on(emptied_help: Helped) -> None:
    """An offer that ran out while help on it is agreed keeps its hours until that is over."""
    change(emptied_help.world.database, "UPDATE match SET status = 'confirmed'")
    emptied_help.after(2 * A_MONTH)
    assert (
        emptied_help.count("offer WHERE emptied_at IS NOT NULL")
        == emptied_help.count("need WHERE emptied_at IS NOT NULL")
        == 0
    )
    assert emptied_help.count("message") == 1


def test_the_wide_cell_is_h3s(emptied_help: Helped) -> None:
    """Reckoned in SQL as H3 reckons it, from any cell that a place is shown as."""
    cells = [
        LANSING_CELL,
        *(
            h3.str_to_int(h3.latlng_to_cell(lat, lon, size))
            for size in (4, 5, 6, 7)
            for lat, lon in ((0.1, 0.1), (-33.9, 151.2), (64.1, -21.9))
        ),
    ]
    wide = text(f"SELECT {emptying._WIDE} FROM unnest(CAST(:cells AS bigint[])) AS c(cell)")
    with emptied_help.world.database.transaction() as session:
        found = list(session.execute(wide, {"cells": cells}).scalars())
    assert found == [h3.str_to_int(h3.cell_to_parent(h3.int_to_str(cell), 4)) for cell in cells]


def test_no_statement_holds_more_than_a_few_rows(emptied_help: Helped) -> None:
    """However many have served their purpose, one statement takes so many of a table, and the next pass goes on."""
    many = AT_A_TIME + 10
    change(
        emptied_help.world.database,
        "INSERT INTO rate_limit (key, tat)"
        " SELECT int8send(n), now() - interval '400 days' FROM generate_series(1, :many) n",
        many=many,
    )
    now, before = (
        emptied_help.world.now(),
        emptied_help.count("rate_limit WHERE tat < now() - interval '300 days'"),
    )
    assert before == many
    RUN["purge"](emptied_help.world.database, now, random.Random(1))
    assert emptied_help.count("rate_limit WHERE tat < now() - interval '300 days'") == 10
    RUN["purge"](emptied_help.world.database, now, random.Random(1))
    assert emptied_help.count("rate_limit WHERE tat < now() - interval '300 days'") == 0
