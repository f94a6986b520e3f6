"""What is held of whoever has an address: counts of an account, two days of an unused one, counts of an erased."""

from datetime import timedelta
from uuid import UUID

from core.models.person import ContactKind
from services.leaving import idle
from services.retention import holding
from tests.support.operator import as_operator_of, run
from tests.support.telling import change
from tests.support.world import World

NIA = "nia@example.org"


def _held(world: World, address: str = NIA) -> holding.Holding:
    with world.database.transaction() as session:
        return holding.of(session, ContactKind.EMAIL, address, now=world.now())


def _nia(world: World) -> UUID:
    nia = world.person("CANARY Nia", proved=NIA)
    world.community(world.person("Cora"), nia)
    nia.need(title="CANARY-title")
    nia.offer()
    world.tick()
    return UUID(nia.id)


def test_of_an_account_in_use_each_class_is_counted_and_no_word_is_said(world: World) -> None:
    _nia(world)
    [account] = _held(world).accounts
    counts = {count.name: count.rows for count in account.counts}
    assert counts["words_of_needs"] == 1
    assert counts["what_offers_say"] == 1
    assert counts["record"] > 2
    assert all(count.until for count in account.counts)
    said = as_operator_of(world, "what-we-hold", "NIA@example.org")
    assert "An account that is in use" in said
    assert "words of needs: 1, kept 30 days after the end" in said.replace("\n", " ")
    assert "CANARY" not in said


def test_of_an_erased_one_nothing_but_counts(world: World) -> None:
    nia = world.person("Nia", proved=NIA)
    world.community(world.person("Cora"), nia)
    nia.need()
    nia.delete("/v1/me")
    world.tick()
    [account] = _held(world).accounts
    assert (account.made_on, account.seen_on) == (None, None)
    assert account.gone_at is not None
    assert {"words_of_needs", "record"} <= {count.name for count in account.counts}
    said = as_operator_of(world, "what-we-hold", NIA)
    assert said.startswith("An account that was erased. What stays are counts:")
    assert f"{world.now():%Y-%m}" not in said, "no date"


def test_of_an_unused_one_after_thirteen_months_two_days(world: World) -> None:
    nia = world.person("Nia", proved=NIA)
    world.tick()
    seen = world.now()
    change(world.database, "UPDATE person SET seen_at = :at", at=seen)
    for act, day in ((idle.tell, 336), (idle.tell_again, 360), (idle.reduce, 368)):
        with world.database.transaction() as session:
            act(session, UUID(nia.id), seen + timedelta(days=day))
    with world.database.transaction() as session:
        held = holding.of(session, ContactKind.EMAIL, NIA, now=seen + timedelta(days=396))
    [account] = held.accounts
    assert account.counts == ()
    assert account.made_on is not None
    assert account.seen_on == seen.replace(hour=0, minute=0, second=0, microsecond=0)
    said = as_operator_of(world, "what-we-hold", NIA)
    assert said.split() == (
        f"An account that nobody used: made on {account.made_on:%Y-%m-%d}, last seen {seen:%Y-%m-%d}.".split()
    )


def test_of_nobody_nothing_and_what_is_no_address_is_refused(world: World) -> None:
    assert _held(world, "nobody@example.org") == holding.Holding()
    assert "Nothing is held" in as_operator_of(world, "what-we-hold", "nobody@example.org")
    wrong = run("what-we-hold", "neither", env="development", data_dir=str(world.settings.data_dir))
    assert (wrong.returncode, "neither an e-mail address" in wrong.stdout) == (2, True)


def test_a_number_that_others_wrote_down_is_counted(world: World) -> None:
    world.person("Ana", phone="+15175550142")
    with world.database.transaction() as session:
        held = holding.of(session, ContactKind.PHONE, "+15175550142", now=world.now())
    assert (held.accounts, held.written_down) == ((), 1)
