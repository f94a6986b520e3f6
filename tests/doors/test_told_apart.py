"""Whether callers can be told apart: a proxy that hands on no addresses is noticed."""

from doors.told_apart import ENOUGH, ToldApart


def after(*hosts: str | None) -> bool:
    seen = ToldApart()
    for host in hosts:
        seen.saw(host)
    return seen.seems_so


def test_one_private_address_that_everybody_calls_from_is_a_proxy() -> None:
    assert not after(*["172.18.0.1"] * ENOUGH)
    assert not after(*["fd00::1"] * ENOUGH)


def test_few_calls_tell_nothing_and_two_addresses_tell_enough() -> None:
    assert after(*["172.18.0.1"] * (ENOUGH - 1))
    assert after(*["172.18.0.1"] * ENOUGH, "172.18.0.2")


def test_one_public_address_may_be_the_only_caller() -> None:
    assert after(*["198.51.100.7", *["8.8.8.8"] * ENOUGH])
    assert after(*["8.8.8.8"] * ENOUGH)
    assert after(*[None] * ENOUGH)
