"""FCM v1 and the OAuth 2 token endpoint, on loopback. The address itself says how its pushes fare.

An address starts with a word of the table below, then an optional count, then anything: `unavailable2-anna`
misbehaves twice and then is taken, `unavailable-anna` misbehaves for ever. Any other address is taken.

    quota        429 with Retry-After           unregistered  404 UNREGISTERED
    quotabare    429 without                    sender        403 SENDER_ID_MISMATCH
    internal     500                            invalid       400
    unavailable  503 without Retry-After        unauthorized  401
    busy         503 with                       forbidden     403
    portal       302 to a login page            thirdparty    401 THIRD_PARTY_AUTH_ERROR

    Taken, but the answer is lost on the way (the phone rings all the same):
    cut          the line is cut                hang          no answer until the server stops
    slow         the answer takes `slow_s`      drip          the answer comes byte by byte, for 5 s
    garbage      200 with a page of HTML        nameless      200 with JSON that names no message
"""

import asyncio
import functools
import itertools
import json
import re
import threading
from collections import Counter
from datetime import UTC, datetime
from typing import Any, TypedDict

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers import LocalServer, request

REFUSALS: dict[str, tuple[int, str, str | None]] = {
    "unregistered": (404, "NOT_FOUND", "UNREGISTERED"),
    "sender": (403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
    "quota": (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "quotabare": (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "internal": (500, "INTERNAL", "INTERNAL"),
    "unavailable": (503, "UNAVAILABLE", "UNAVAILABLE"),
    "busy": (503, "UNAVAILABLE", "UNAVAILABLE"),
    "invalid": (400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    "unauthorized": (401, "UNAUTHENTICATED", None),
    "forbidden": (403, "PERMISSION_DENIED", None),
    "thirdparty": (401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
    "portal": (302, "", None),
}
TELLS_WHEN = ("quota", "busy")
TAKEN_BUT_SILENT = ("cut", "hang", "slow", "drip", "garbage", "nameless")


class Received(TypedDict):
    """One try as it arrived: the push's `data`, the whole `message`, and the kind of its address."""

    address: str
    address_kind: str
    data: dict[str, str]
    message: dict[str, Any]
    at: datetime


class FcmServer(LocalServer):
    """`retry_after` is the header's text (seconds or a date), `token_lifetime_s` what the tokens claim."""

    def __init__(
        self, *, retry_after: str = "7", token_lifetime_s: int = 3600, slow_s: float = 1.0, port: int = 0
    ) -> None:
        super().__init__(port)
        self.retry_after, self.token_lifetime_s, self.slow_s = retry_after, token_lifetime_s, slow_s
        self.received: list[Received] = []
        self.accepted: Counter[str] = Counter()
        """By address: how often the phone would have rung."""
        self.tries: Counter[str] = Counter()
        self.most_at_once = 0
        self.token_requests = 0
        self.token_answer: tuple[int, bytes] | None = None
        """In place of a token: status and body."""
        self.token_asked = threading.Event()
        self.token_gate = threading.Event()
        """Closed (`clear()`), it holds every token answer back."""
        self.token_gate.set()
        self._tokens: set[str] = set()
        self._ids = itertools.count(1)
        self._under_way = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def service_account(self) -> dict[str, str]:
        """A key file that is valid here and nowhere else."""
        return {
            "type": "service_account",
            "project_id": "minka-local",
            "private_key_id": "local",
            "private_key": _private_key(),
            "client_email": "push@minka-local.iam.gserviceaccount.com",
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }

    def revoke_tokens(self) -> None:
        """From now on every access token handed out so far is answered with 401."""
        self._tokens.clear()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path, headers, body = await request(reader)
            if path == "/token":
                await self._hand_out_token(writer)
            else:
                self._under_way += 1
                self.most_at_once = max(self.most_at_once, self._under_way)
                try:
                    await self._take(json.loads(body)["message"], headers.get("authorization", ""), writer)
                finally:
                    self._under_way -= 1

    async def _hand_out_token(self, writer: asyncio.StreamWriter) -> None:
        self.token_requests += 1
        self.token_asked.set()
        await asyncio.to_thread(self.token_gate.wait, 30)
        if self.token_answer is not None:
            return await _answer(writer, *self.token_answer)
        token = f"local-{self.token_requests}"
        self._tokens.add(token)
        grant = {"access_token": token, "token_type": "Bearer", "expires_in": self.token_lifetime_s}
        await _answer(writer, 200, json.dumps(grant).encode())

    async def _take(self, message: dict[str, Any], authorization: str, writer: asyncio.StreamWriter) -> None:
        address_kind = "fid" if "fid" in message else "token"
        address = message[address_kind]
        self.tries[address] += 1
        self.received.append(
            Received(
                address=address,
                address_kind=address_kind,
                data=message.get("data", {}),
                message=message,
                at=datetime.now(UTC),
            )
        )
        known = authorization.removeprefix("Bearer ") in self._tokens
        behaviour = self._behaviour(address) if known else "unauthorized"
        if behaviour in REFUSALS:
            return await self._refuse(behaviour, writer)
        self.accepted[address] += 1
        if behaviour in TAKEN_BUT_SILENT:
            return await self._lose_answer(behaviour, writer)
        await self._confirm(writer)

    def _behaviour(self, address: str) -> str:
        script = re.match(r"([a-z]+)(\d*)", address)
        if script is None or (script[2] and self.tries[address] > int(script[2])):
            return "ok"
        return script[1]

    async def _refuse(self, behaviour: str, writer: asyncio.StreamWriter) -> None:
        status, canonical, fcm_code = REFUSALS[behaviour]
        details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": fcm_code}]
        error = {
            "code": status,
            "message": behaviour,
            "status": canonical,
            "details": details if fcm_code else [],
        }
        extra = {"Retry-After": self.retry_after} if behaviour in TELLS_WHEN else {}
        if behaviour == "portal":
            extra = {"Location": f"{self.url}/login"}
        await _answer(writer, status, json.dumps({"error": error}).encode(), extra)

    async def _lose_answer(self, behaviour: str, writer: asyncio.StreamWriter) -> None:
        match behaviour:
            case "cut":
                writer.transport.abort()
                raise ConnectionAbortedError
            case "hang":
                await self._over.wait()
            case "slow":
                await asyncio.sleep(self.slow_s)
                await self._confirm(writer)
            case "drip":
                writer.write(b"HTTP/1.1 102 Processing\r\nX-Drip: ")
                for _ in range(100):
                    writer.write(b".")
                    await writer.drain()
                    await asyncio.sleep(0.05)
                writer.write(b"\r\n\r\n")
                await self._confirm(writer)
            case "garbage":
                await _answer(writer, 200, b"<html>please sign in to the wireless network</html>")
            case "nameless":
                await _answer(writer, 200, b"{}")

    async def _confirm(self, writer: asyncio.StreamWriter) -> None:
        name = f"projects/minka-local/messages/{next(self._ids)}"
        await _answer(writer, 200, json.dumps({"name": name}).encode())


async def _answer(
    writer: asyncio.StreamWriter, status: int, body: bytes, extra: dict[str, str] | None = None
) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(extra or {})}
    lines = [f"HTTP/1.1 {status} -", *(f"{key}: {value}" for key, value in headers.items())]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    await writer.drain()


@functools.cache
def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


if __name__ == "__main__":
    # A process of its own, for measuring: prints the service account, serves until interrupted.
    with FcmServer() as server:
        print(json.dumps({"url": server.url, "service_account": server.service_account()}), flush=True)
        threading.Event().wait()
