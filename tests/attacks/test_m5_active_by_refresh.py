"""M5: whoever only ever refreshed lost the account after ninety-one days, for the address counted as unused."""

from tests.support.world import World

MAIL, NUMBER = "ana@example.org", "+15175550142"


def test_an_address_is_in_use_as_long_as_a_sign_in_by_it_is(world: World) -> None:
    ana = world.person("Ana", proved=MAIL)
    for _ in range(5):
        world.advance(days=30)
        ana.get("/v1/me")
    world.advance(days=80)
    assert world.sign_in(MAIL).id == ana.id


def test_another_address_of_theirs_is_not(world: World) -> None:
    """A number that nobody signs in by any more may be somebody else's by now."""
    ana = world.person("Ana", proved=MAIL)
    world.prove(ana, NUMBER)
    for _ in range(4):
        world.advance(days=30)
        ana.get("/v1/me")
    assert world.newcomer("Nadia", proved=NUMBER).id != ana.id
    assert ana.get("/v1/me")["phone"] is None
