"""FCM as it behaves on good and bad days, over real HTTP to a local server that speaks it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from notifications.channels.base import Outcome, Parcel, Verdict
from notifications.channels.fcm import FcmChannel
from notifications.channels.fcm_messages import MOST_BYTES, compose, weight
from tests.servers.fcm import FcmServer
from tests.support.parcels import a_parcel


def send(fcm: FcmServer, *parcels: Parcel, **options: Any) -> list[Outcome]:
    """All at once over one channel."""

    async def run() -> list[Outcome]:
        channel = FcmChannel(fcm.service_account(), base_url=fcm.url, **options)
        try:
            return await asyncio.gather(*(channel.send(parcel) for parcel in parcels))
        finally:
            await channel.aclose()

    return asyncio.run(run())


def send_in_turn(fcm: FcmServer, *parcels: Parcel, **options: Any) -> list[Outcome]:
    """One after the other over one channel."""

    async def run() -> list[Outcome]:
        channel = FcmChannel(fcm.service_account(), base_url=fcm.url, **options)
        try:
            return [await channel.send(parcel) for parcel in parcels]
        finally:
            await channel.aclose()

    return asyncio.run(run())


WHAT_EACH_ANSWER_MEANS = {
    "ok-anna": (Verdict.DONE, ""),
    "unregistered-anna": (Verdict.DROP_ADDRESS, "UNREGISTERED"),
    "sender-anna": (Verdict.DROP_ADDRESS, "SENDER_ID_MISMATCH"),
    "quota-anna": (Verdict.RETRY, "QUOTA_EXCEEDED"),
    "quotabare-anna": (Verdict.RETRY, "QUOTA_EXCEEDED"),
    "internal-anna": (Verdict.RETRY, "INTERNAL"),
    "unavailable-anna": (Verdict.RETRY, "UNAVAILABLE"),
    "busy-anna": (Verdict.RETRY, "UNAVAILABLE"),
    "portal-anna": (Verdict.RETRY, "UNKNOWN"),
    "thirdparty-anna": (Verdict.RETRY, "THIRD_PARTY_AUTH_ERROR"),
    "invalid-anna": (Verdict.DEAD, "INVALID_ARGUMENT"),
    "unauthorized-anna": (Verdict.PAUSE_CHANNEL, "UNAUTHENTICATED"),
    "forbidden-anna": (Verdict.PAUSE_CHANNEL, "PERMISSION_DENIED"),
    "cut-anna": (Verdict.AMBIGUOUS, "UNKNOWN"),
    "garbage-anna": (Verdict.AMBIGUOUS, "UNREADABLE"),
    "nameless-anna": (Verdict.AMBIGUOUS, "NO_MESSAGE_ID"),
}


def test_each_answer_means_one_thing_and_is_tried_once(fcm: FcmServer) -> None:
    outcomes = send(fcm, *map(a_parcel, WHAT_EACH_ANSWER_MEANS))
    got = [(outcome.verdict, outcome.code) for outcome in outcomes]
    assert dict(zip(WHAT_EACH_ANSWER_MEANS, got, strict=True)) == WHAT_EACH_ANSWER_MEANS
    assert set(fcm.tries.values()) == {1}, "when to try again is not the channel's business"


def test_silence_is_ambiguous_and_ends(fcm: FcmServer) -> None:
    addresses = ["hang-anna", "slow-ben", "drip-chipo"]
    outcomes = send(fcm, *map(a_parcel, addresses), timeout_s=0.5)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.AMBIGUOUS] * 3
    assert fcm.accepted == dict.fromkeys(addresses, 1), "so it may have rung"


def test_a_line_that_never_opened_is_no_riddle(fcm: FcmServer) -> None:
    """The token is fetched while the server listens; the push itself finds nobody."""

    async def run() -> Outcome:
        channel = FcmChannel(fcm.service_account(), base_url="http://127.0.0.1:1")
        try:
            return await channel.send(a_parcel())
        finally:
            await channel.aclose()

    assert asyncio.run(run()) == Outcome(Verdict.RETRY, "UNAVAILABLE")


def test_bad_neighbours_do_not_harm_the_others(fcm: FcmServer) -> None:
    bad = ["garbage-1", "cut-1", "invalid-1", "unregistered-1", "internal-1"]
    good = [f"ok-{n}" for n in range(20)]
    outcomes = send(fcm, *map(a_parcel, bad + good))
    assert all(outcome.verdict is Verdict.DONE for outcome in outcomes[len(bad) :])
    assert all(fcm.accepted[address] == 1 for address in good)
    assert len({outcome.provider_id for outcome in outcomes[len(bad) :]}) == len(good)


def test_the_script_counts(fcm: FcmServer) -> None:
    outcomes = send_in_turn(fcm, *[a_parcel("unavailable2-anna")] * 3)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.RETRY, Verdict.RETRY, Verdict.DONE]


def test_retry_after_is_read(fcm: FcmServer) -> None:
    outcomes = send(fcm, *map(a_parcel, ["quota-1", "quotabare-1", "busy-1", "unavailable-1"]))
    waits = [outcome.retry_after for outcome in outcomes]
    assert waits == [timedelta(seconds=7), timedelta(minutes=1), timedelta(seconds=7), None]
    assert [outcome.whole_channel for outcome in outcomes] == [True, False, True, False]


def test_no_more_than_the_agreed_number_are_on_their_way(fcm: FcmServer) -> None:
    fcm.slow_s = 0.3
    send(fcm, *(a_parcel(f"slow-{n}") for n in range(8)), concurrency=3, timeout_s=5)
    assert fcm.most_at_once == 3


class TestAccessToken:
    def test_is_fetched_once_for_everybody(self, fcm: FcmServer) -> None:
        outcomes = send(fcm, *(a_parcel(f"ok-{n}") for n in range(100)))
        assert {outcome.verdict for outcome in outcomes} == {Verdict.DONE}
        assert fcm.token_requests == 1

    def test_leaves_the_loop_free_meanwhile(self, fcm: FcmServer) -> None:
        """The gate is opened from the very loop that would be blocked."""
        fcm.token_gate.clear()

        async def run() -> Outcome:
            channel = FcmChannel(fcm.service_account(), base_url=fcm.url, timeout_s=5)
            try:
                sending = asyncio.create_task(channel.send(a_parcel()))
                await asyncio.to_thread(fcm.token_asked.wait)
                fcm.token_gate.set()
                return await sending
            finally:
                await channel.aclose()

        assert asyncio.run(run()).verdict is Verdict.DONE

    def test_a_hanging_token_server_costs_everybody_one_wait(self, fcm: FcmServer) -> None:
        fcm.token_gate.clear()
        outcomes = send(fcm, *(a_parcel(f"ok-{n}") for n in range(10)), timeout_s=0.3)
        fcm.token_gate.set()
        assert {outcome.verdict for outcome in outcomes} == {Verdict.RETRY}
        assert fcm.token_requests == 1
        assert not fcm.received

    def test_is_not_taken_from_the_others_by_one_that_gives_up(self, fcm: FcmServer) -> None:
        fcm.token_gate.clear()

        async def run() -> list[Outcome]:
            channel = FcmChannel(fcm.service_account(), base_url=fcm.url, timeout_s=0.3)
            try:
                first = asyncio.create_task(channel.send(a_parcel()))
                await asyncio.to_thread(fcm.token_asked.wait)
                return list(await asyncio.gather(first, channel.send(a_parcel())))
            finally:
                fcm.token_gate.set()
                await channel.aclose()

        assert [outcome.verdict for outcome in asyncio.run(run())] == [Verdict.RETRY] * 2

    @pytest.mark.parametrize(
        ("answer", "verdict"),
        [
            ((400, b'{"error": "invalid_grant"}'), Verdict.PAUSE_CHANNEL),
            ((200, b"<html>please sign in to the wireless network</html>"), Verdict.RETRY),
        ],
    )
    def test_refused_pauses_and_unreadable_is_tried_again(
        self, fcm: FcmServer, answer: tuple[int, bytes], verdict: Verdict
    ) -> None:
        fcm.token_answer = answer
        [outcome] = send(fcm, a_parcel())
        assert outcome.verdict is verdict
        assert not fcm.received

    def test_that_was_revoked_is_fetched_anew_with_the_next_try(self, fcm: FcmServer) -> None:
        async def run() -> list[Verdict]:
            channel = FcmChannel(fcm.service_account(), base_url=fcm.url)
            try:
                first = await channel.send(a_parcel())
                fcm.revoke_tokens()
                return [
                    outcome.verdict
                    for outcome in (first, *[await channel.send(a_parcel()) for _ in range(2)])
                ]
            finally:
                await channel.aclose()

        assert asyncio.run(run()) == [Verdict.DONE, Verdict.PAUSE_CHANNEL, Verdict.DONE]
        assert fcm.token_requests == 2


class TestWhatLeaves:
    def test_carries_an_id_a_kind_and_a_link_and_nothing_else(self, fcm: FcmServer) -> None:
        parcel = a_parcel()
        send(fcm, parcel)
        [received] = fcm.received
        assert received["data"] == {"message_id": parcel.message_id, "kind": parcel.kind, "link": parcel.link}
        assert received["message"]["notification"] == {"title": parcel.subject, "body": parcel.text}
        assert str(parcel.delivery_id) not in str(received)

    def test_replaces_and_expires_on_each_platform(self, fcm: FcmServer) -> None:
        send(fcm, a_parcel(urgent=True))
        message = fcm.received[0]["message"]
        key = "proposal-0199f3a2"
        assert message["android"]["collapse_key"] == message["android"]["notification"]["tag"] == key
        assert (message["android"]["priority"], message["android"]["ttl"]) == ("high", "21600s")
        assert message["apns"]["headers"]["apns-collapse-id"] == key
        assert message["apns"]["headers"]["apns-priority"] == "10"
        life = int(message["apns"]["headers"]["apns-expiration"]) - fcm.received[0]["at"].timestamp()
        assert life == pytest.approx(21600, abs=60)
        assert message["webpush"]["headers"] == {"TTL": "21600", "Urgency": "high"}
        assert message["webpush"]["notification"] == {"tag": key, "lang": "en"}

    def test_can_wait_unless_it_is_urgent(self, fcm: FcmServer) -> None:
        send(fcm, a_parcel(collapse_key=None, time_to_live=timedelta(weeks=9)))
        message = fcm.received[0]["message"]
        assert message["android"] == {"priority": "normal", "ttl": "2419200s"}
        assert message["apns"]["headers"]["apns-priority"] == "5"

    def test_a_long_collapse_key_is_shortened_for_apple_only(self, fcm: FcmServer) -> None:
        send(fcm, *(a_parcel(f"ok-{end}", collapse_key="k" * 70 + end) for end in "ab"))
        ids = {received["message"]["apns"]["headers"]["apns-collapse-id"] for received in fcm.received}
        assert [len(one) for one in ids] == [64, 64]

    @pytest.mark.parametrize("address_kind", ["fid", "token"])
    def test_finds_old_and_new_addresses(self, fcm: FcmServer, address_kind: str) -> None:
        [outcome] = send(fcm, a_parcel(address_kind=address_kind))
        assert outcome.verdict is Verdict.DONE
        assert [received["address_kind"] for received in fcm.received] == [address_kind]

    @pytest.mark.parametrize("wrong", [{"address_kind": "email"}, {"address": ""}, {"kind": 7}])
    def test_a_malformed_parcel_stays_here(self, fcm: FcmServer, wrong: dict[str, Any]) -> None:
        assert send(fcm, a_parcel(**wrong)) == [Outcome(Verdict.DEAD, "MALFORMED")]
        assert not fcm.received

    def test_weighs_a_kibibyte_at_most_in_bytes_not_letters(self, fcm: FcmServer) -> None:
        empty = weight(compose(a_parcel(text="")))
        fits = a_parcel(text="م" * ((MOST_BYTES - empty) // 2 - 8))
        assert empty < 700, "there must be room for words"
        assert [outcome.verdict for outcome in send(fcm, fits)] == [Verdict.DONE]
        assert send(fcm, a_parcel(text=fits.text + "م" * 16)) == [Outcome(Verdict.DEAD, "TOO_BIG")]
        assert len(fcm.received) == 1


def test_the_channel_refuses_a_second_loop(fcm: FcmServer) -> None:
    channel = FcmChannel(fcm.service_account(), base_url=fcm.url)

    async def send_one() -> Verdict:
        return (await channel.send(a_parcel())).verdict

    async def close() -> None:
        await channel.aclose()

    with asyncio.Runner() as first:
        assert first.run(send_one()) is Verdict.DONE
        with pytest.raises(RuntimeError, match="one event loop"), asyncio.Runner() as second:
            second.run(send_one())
        first.run(close())


def test_a_closed_channel_frees_its_name(fcm: FcmServer) -> None:
    for _ in range(2):
        assert [outcome.verdict for outcome in send(fcm, a_parcel(), name="once")] == [Verdict.DONE]
