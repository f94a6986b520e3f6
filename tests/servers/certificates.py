"""Google's certificate endpoint, on loopback, and the signer whose certificate it hands out."""

import asyncio
import datetime
import json
import time
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt, jwt

from tests.servers import LocalServer

PROJECT = "minka-local"


class CertificateServer(LocalServer):
    """Answers every GET with the certificates by key id; `token` signs what Firebase would."""

    def __init__(self) -> None:
        super().__init__()
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._signer = _signer(self._key)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/certificates"

    def token(self, uid: str, *, by_another: bool = False, **claims: Any) -> str:
        """An ID token of this moment for `uid`; `by_another`: signed with a key nobody vouches for."""
        now = int(time.time())
        payload: dict[str, Any] = {
            "iss": f"https://securetoken.google.com/{PROJECT}",
            "aud": PROJECT,
            "sub": uid,
            "iat": now - 10,
            "auth_time": now - 10,
            "exp": now + 3600,
        }
        signer = _signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        made = jwt.encode(signer if by_another else self._signer, payload | claims)  # type: ignore[no-untyped-call]
        return bytes(made).decode()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            body = json.dumps({"local": _certificate(self._key)}).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()


def _signer(key: rsa.RSAPrivateKey) -> crypt.RSASigner:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer: crypt.RSASigner = crypt.RSASigner.from_string(pem, key_id="local")  # type: ignore[no-untyped-call]
    return signer


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken.system.gserviceaccount.com")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()
