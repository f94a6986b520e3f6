"""Many calls at the same moment, from a process of its own, so that sending them costs whoever measures nothing.

Reads a job as JSON from standard input, prints the answers' statuses as JSON: 0 for a call that got none.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it is sent."""

    method: str
    path: str
    token: str | None = None
    body: Any = None

    def written(self) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body).encode()
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "If-Match: *",
            f"Content-Length: {len(body)}",
        ]
        if body:
            lines.append("Content-Type: application/json")
        if self.token is not None:
            lines.append(f"Authorization: Bearer {self.token}")
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Job:
    """What is sent where, and from which address of this machine."""

    port: int
    address: str
    requests: list[Request]

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Job":
        job = json.loads(text)
        return cls(job["port"], job["address"], [Request(**one) for one in job["requests"]])


async def send(job: Job) -> list[int]:
    """All of it at once; the statuses in the order of the calls."""
    return list(await asyncio.gather(*(_status(job, request) for request in job.requests)))


async def _status(job: Job, request: Request) -> int:
    try:
        async with asyncio.timeout(PATIENCE_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", job.port, local_addr=(job.address, 0))
            writer.write(request.written())
            answer = await reader.read()
            writer.close()
    except OSError:  # TimeoutError is one
        return 0
    first = answer.split(b"\r\n", 1)[0].split()
    return int(first[1]) if len(first) > 1 else 0


if __name__ == "__main__":
    print(json.dumps(asyncio.run(send(Job.read(sys.stdin.read())))))
