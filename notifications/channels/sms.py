"""Text messages through any gateway that takes JSON over HTTP: whose fields are called what is a setting.

A text costs money and annoys when it comes twice: what may have been taken counts as ambiguous, and a refusal of
us, rather than of the message, rests the channel.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from core.clock import real_now
from core.machine.loopback import LOOPBACK
from notifications.channels.base import SLOW_DOWN, Outcome, Parcel, Verdict
from notifications.channels.retry import read_retry_after

CONCURRENCY = 4
OURS = ("to", "text", "id")
"""What the gateway is told: the number (E.164), the text, and our name for the message, to tell a double by."""

_AGAIN = frozenset({408, 425, 429, 503})
_NOT_US = frozenset({401, 402, 403, 404, 405, 407})
"""Wrong token, no money, wrong path: the next message would fare the same."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")


class SmsChannel:
    """One gateway.

    `fields` names the gateway's words for ours (`to`, `text`, `id`); any other entry goes along as it is, a sender
    for example. Raises ValueError for an address that is not https, and for fields without number or text.
    """

    name = "sms"

    def __init__(
        self, url: str, *, token: str | None, fields: Mapping[str, str], timeout_s: float = 10
    ) -> None:
        where = urlsplit(url)
        if where.scheme != "https" and not (where.scheme == "http" and where.hostname in LOOPBACK):
            raise ValueError("the SMS gateway must be reached by https: numbers and codes pass through it")
        if not {"to", "text"} <= fields.keys():
            raise ValueError('the SMS fields must name "to" and "text"')
        self._url = url
        self._fields = dict(fields)
        self._slots = asyncio.Semaphore(CONCURRENCY)
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, parcel: Parcel) -> Outcome:
        """Tries once to hand the text to the gateway."""
        if parcel.address_kind != "phone" or not parcel.text:
            return Outcome(Verdict.DEAD, "MALFORMED")
        async with self._slots:
            try:
                answer = await self._client.post(
                    self._url, json=self._body(parcel), headers={"Idempotency-Key": parcel.message_id}
                )
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                return Outcome(Verdict.RETRY, type(error).__name__)
            except httpx.HTTPError as error:
                return Outcome(Verdict.AMBIGUOUS, type(error).__name__)
        return _judge(answer)

    async def aclose(self) -> None:
        """Closes the connections to the gateway."""
        await self._client.aclose()

    def _body(self, parcel: Parcel) -> dict[str, str]:
        values = {"to": parcel.address, "text": parcel.text, "id": parcel.message_id}
        ours = {self._fields[name]: value for name, value in values.items() if name in self._fields}
        return {name: value for name, value in self._fields.items() if name not in OURS} | ours


def _judge(answer: httpx.Response) -> Outcome:
    code, status = f"HTTP_{answer.status_code}", answer.status_code
    wait = read_retry_after(answer.headers.get("retry-after"), real_now())
    if 200 <= status < 300:
        return Outcome(Verdict.DONE)
    if status in _AGAIN:
        asks_all = wait is not None and status in SLOW_DOWN
        return Outcome(Verdict.RETRY, code, retry_after=wait, whole_channel=asks_all)
    if status in _NOT_US or status < 400:
        return Outcome(Verdict.PAUSE_CHANNEL, code, retry_after=wait)
    return Outcome(Verdict.AMBIGUOUS if status >= 500 else Verdict.DEAD, code, retry_after=wait)


def parts(text: str) -> int:
    """How many messages a text travels as, and is paid for: 160 letters of GSM 03.38 each, or 70 of UCS-2.

    Joined ones carry seven fewer, for the number of the part.
    """
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        length, one, joined = sum(1 + (letter in _GSM_TWICE) for letter in text), 160, 153
    else:
        length, one, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // joined)
