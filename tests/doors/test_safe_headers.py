"""What answers tell browsers: that https stays https where Minka is reached by it, and nothing of it elsewhere."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from doors.safe_headers import SafeHeaders


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await send(
        {"type": "http.response.start", "status": 204, "headers": [(b"x-frame-options", b"SAMEORIGIN")]}
    )


def told(*, https: bool) -> dict[bytes, bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    asyncio.run(SafeHeaders(nothing, https=https)({"type": "http"}, receive, send))
    return dict(sent[0]["headers"])


@pytest.mark.parametrize("https", [True, False])
def test_https_stays_https_for_a_year(https: bool) -> None:
    said = told(https=https).get(b"strict-transport-security")
    assert said == (b"max-age=31536000" if https else None)


def test_what_an_answer_says_itself_stays() -> None:
    headers = told(https=True)
    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"x-content-type-options"] == b"nosniff"
