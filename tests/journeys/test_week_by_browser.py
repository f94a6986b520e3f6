"""A week of a circle of neighbours who have nothing but browsers and mailboxes, in six languages, on Detroit's clock.

It is lived once; then rules are held against all that everybody read in it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from core.models import Community
from notifications.messages import spoken_for
from notifications.messages.catalogue import TEMPLATES
from services.communities import recognition
from tests.support.neighbours import Neighbour, neighbour
from tests.support.week import Week
from tests.support.world import World
from texts.catalogue import say
from texts.reasons import moment

DETROIT = "America/Detroit"
SPEAK = {
    "Amina": "sw",
    "Ben": "en",
    "Chiku": "sw",
    "Dalia": "ar",
    "Esteban": "es",
    "Fatou": "fr",
    "Graca": "pt",
    "Juma": "fr",
    "Hassan": "en",
    "Imani": "en",
}
JOINS = ("Ben", "Chiku", "Dalia", "Esteban", "Fatou", "Graca", "Juma")
OF_OTHERS = ("Hassan", "Imani")
"""Whose phone is another's: after half an hour they are out."""
DOOR, BIBIS_DOOR, BIBIS_PHONE = "CANARY blue door", "CANARY second floor", "+15175550144"
MAY_READ = {DOOR: {"Hassan", "Chiku"}, BIBIS_DOOR: {"Ben", "Graca"}, BIBIS_PHONE: {"Ben"}}
"""Who may: whose it is, whoever speaks for them, and whom they said yes to."""
CIRCLE = "/c/elm-street"


def first_day(week: Week) -> None:
    """A circle is founded and recognised; seven ask to belong and are let in; four offer help."""
    amina = week["Amina"]
    amina.comes_in("/found")
    amina.does("/me", "save", display_name="Amina", is_adult="yes")
    there: dict[str, Any] = {"place": "42.7325, -84.5555", "phone": "+1 517 555 0100"}
    founded = amina.does("/found", "found", name="Elm Street", **there).path.removesuffix("/poster")
    amina.does(f"{founded}/edit", "save", landmarks="Library: 42.7325, -84.5555\nOld mill: 42.7412, -84.5401")
    with week.world.database.transaction() as session:
        recognition.recognise(session, session.exec(select(Community)).one().id, now=week.world.now())
    for name in JOINS:
        week[name].comes_in(CIRCLE)
        week[name].does("/me", "save", display_name=name, is_adult="yes")
        week[name].does(CIRCLE, "join")
    for do in ("admit", "vouch"):
        while do in (page := amina.open(f"{CIRCLE}/members")).does:
            amina.press(page, do)
    ben = next(form for form in page.forms if "role" in form.buttons)
    who = [pair for pair in ben.fields if pair[0] != "role"]
    amina.surfer.post(f"{CIRCLE}/members", [*who, ("role", "coordinator"), ("do", "role")])
    for name, kinds in {
        "Chiku": ["groceries"],
        "Esteban": ["repair"],
        "Graca": ["company_call"],
        "Dalia": [],
    }.items():
        week[name].does("/help/new", "offer", ticked=[("categories", kind) for kind in kinds])
    week.post()


def second_day(week: Week) -> None:
    """Without an account Hassan asks on a phone of others; Chiku says yes by letter, he by his; they write."""
    hassan, chiku, fatou, esteban = (week[name] for name in ("Hassan", "Chiku", "Fatou", "Esteban"))
    ask = f"/ask?c={CIRCLE.removeprefix('/c/')}"
    hassan.asks(ask, "groceries", place="Library", door=DOOR, title="Rice", address=hassan.address)
    need = fatou.asks(ask, "moving_things", place="Library", title="Une armoire", quantity="2").path
    week.post()
    chiku.does(week.link("Chiku"), "yes")
    week.post()
    hassan.does(week.link("Hassan"), "yes")
    week.post()
    match = next(href for href in chiku.open("/my").hrefs if href.startswith("/matches/"))
    assert DOOR in chiku.does(match, "show").text
    chiku.does(match, "send", text="Niko njiani")
    esteban.does(f"{need}/answer", "yes", message="Puedo el viernes.")
    week.post()
    agreed = fatou.open(need)
    assert "Esteban" in agreed.text
    fatou.press(agreed, "yes")
    week.until(1, 9)
    week.see_what_waits()
    chiku.does(match, "helped", thanks="Asante")
    week.post()
    hassan.does(week.link("Hassan"), "helped", thanks="Thank you")
    away = next(href for href in esteban.open("/my").hrefs if href.startswith("/matches/"))
    esteban.does(away, "cancel", reason="Estoy enfermo")
    week.post()


def third_day(week: Week) -> None:
    """Ben speaks for somebody without a phone; Graca says yes to her. One blocks, one takes a break."""
    ben, graca = week["Ben"], week["Graca"]
    said: dict[str, Any] = {"how": "in_person", "at": "today", "phone": "+1 517 555 0144"}
    bibi = ben.does("/people/new", "enter", display_name="Bibi Rehema", **said).path.rpartition("/")[2]
    for_her = f"/ask/what?for={bibi}&c={CIRCLE.removeprefix('/c/')}"
    need = ben.asks(
        for_her, "company_call", place="Old mill", door=BIBIS_DOOR, title="Somebody to talk to"
    ).path
    graca.does(f"{need}/answer", "yes", message="")
    ben.does(need, "yes", asked_yes="yes")
    match = next(href for href in graca.open("/my").hrefs if href.startswith("/matches/"))
    assert BIBIS_DOOR in graca.does(match, "show").text
    week["Dalia"].does("/help", "rest")
    week.post()
    week.look_around("/my", "/near", "/me/inbox", CIRCLE)


def night(week: Week) -> None:
    """At half past two something urgent, and nobody awake."""
    week.until(1, 2, 30)
    imani = week["Imani"]
    page = imani.asks(
        f"/ask?c={CIRCLE.removeprefix('/c/')}",
        "medicine_pickup",
        place="Library",
        urgency="urgent",
        title="Inhaler",
        address=imani.address,
    )
    week.post()
    week.world.advance(minutes=16)
    week.post()
    ends = moment(week.world.now() + timedelta(days=1) - timedelta(minutes=16), "en", DETROIT)
    told = next(letter for who, letter, _ in reversed(week.letters) if who is imani)
    assert ends.rpartition(",")[0] in told["text"], "told by the clock on her wall"
    assert ends.rpartition(",")[0] in imani.open(page.path).text


@pytest.fixture(scope="module")
def lived_week(shared_world: World) -> Iterator[Week]:
    with ExitStack() as stack:
        people = {name: neighbour(shared_world, stack, name, tongue) for name, tongue in SPEAK.items()}
        week = Week(shared_world, people, ZoneInfo(DETROIT), OF_OTHERS)
        for day in (first_day, second_day, third_day, night):
            day(week)
        for _ in range(4):
            week.until(1, 9)
            week.see_what_waits()
        yield week


def test_every_letter_leads_to_a_page_that_is_there(lived_week: Week) -> None:
    assert len(lived_week.letters) > 20
    dead = [
        (who.name, letter["subject"])
        for who, letter, pages in lived_week.letters
        for p in pages
        if p.status != 200
    ]
    assert dead == []


def test_no_link_on_any_page_leads_nowhere(lived_week: Week) -> None:
    assert len(lived_week.pages) > 200
    assert [
        (who.name, on, page.path, page.status) for who, on, page in lived_week.pages if page.status >= 400
    ] == []


def test_everybody_reads_their_own_language(lived_week: Week) -> None:
    for who, _, page in lived_week.pages:
        assert f'<html lang="{who.language}"' in page.response.text, (who.name, page.path)
    for who, letter, pages in lived_week.letters:
        kinds = (*TEMPLATES, *spoken_for.TEMPLATES, "digest", "digest.news")
        titles = {say(f"notification.{kind}.title", who.language) for kind in kinds}
        assert letter["subject"] in titles, (who.name, letter)
        assert all(f'<html lang="{who.language}"' in page.response.text for page in pages), who.name


def test_nobody_reads_what_is_for_others(lived_week: Week) -> None:
    read = [(who.name, page.response.text) for who, _, page in lived_week.pages]
    read += [(who.name, page.response.text) for who, _, pages in lived_week.letters for page in pages]
    read += [(who.name, letter["text"]) for who, letter, _ in lived_week.letters]
    for secret, allowed in MAY_READ.items():
        assert {name for name, text in read if secret in text} <= allowed, secret
    for name, text in read:
        others = {other.lower() for other in SPEAK} - {name.lower()}
        assert not [other for other in others if f"{other}@example.org" in text], name


def test_what_waits_for_somebody_can_be_done_where_it_leads(lived_week: Week) -> None:
    for who, path, page in lived_week.waited:
        assert page.does, (who.name, path)


def test_nobody_is_told_that_something_waits_which_was_done(lived_week: Week) -> None:
    """Of those who asked to belong all were let in on the first day."""
    joins = re.compile("|".join(re.escape(_joining(who)) for who in lived_week.people.values()))
    assert not [letter for _, letter, _ in lived_week.letters if joins.search(letter["text"])]


def _joining(who: Neighbour) -> str:
    return say("notification.digest.member_pending", who.language, count=7)


def test_nothing_rings_at_night_but_what_is_urgent(lived_week: Week) -> None:
    rung = {"ring", "nobody_on_duty"}
    for who, letter, _ in lived_week.letters:
        at = datetime.fromisoformat(letter["at"]).astimezone(ZoneInfo(DETROIT))
        if not 8 <= at.hour < 22:
            assert letter["subject"] in {say(f"notification.{kind}.title", who.language) for kind in rung}, (
                letter
            )
