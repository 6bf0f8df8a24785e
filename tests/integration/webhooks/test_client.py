"""The client against real receivers on the loopback: what it makes of their answers, and what it does not do."""

import asyncio
import datetime
import ssl
from collections.abc import Sequence
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.notifications.channels.webhook import client as client_module
from services.notifications.channels.webhook.addresses import Gate
from services.notifications.channels.webhook.client import Client
from services.notifications.domain.delivery import Outcome
from services.notifications.domain.webhook import Webhook, secret_from
from tests.integration.webhooks.receiver import Received, Receiver

NOW = datetime.datetime.now(datetime.UTC)


def webhook(url: str) -> Webhook:
    return Webhook("k-app", "kraftcenter", url, (), (secret_from(bytes(32)),), NOW)


async def sent(client: Client, url: str) -> Outcome:
    return await client.post(webhook(url), uuid4(), b"{}", None)


async def _loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


LOCAL = Gate(private=True, resolve=_loopback)


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (200, {}, Outcome("delivered", delivered=True, status=200)),
        (204, {}, Outcome("delivered", delivered=True, status=204)),
        (302, {"Location": "http://127.0.0.1:1/"}, Outcome("redirected", retry=True, status=302)),
        (400, {}, Outcome("refused", retry=True, status=400)),
        (410, {}, Outcome("gone", stop=True, status=410)),
        (429, {"Retry-After": "120"}, Outcome("refused", retry=True, status=429, after=datetime.timedelta(minutes=2))),
        (503, {"Retry-After": "9" * 30}, Outcome("refused", retry=True, status=503, after=datetime.timedelta(days=1))),
        (
            503,
            {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"},
            Outcome("refused", retry=True, status=503, after=datetime.timedelta(days=1)),
        ),
        (
            503,
            {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"},
            Outcome("refused", retry=True, status=503, after=datetime.timedelta()),
        ),
        (429, {"Retry-After": "soon"}, Outcome("refused", retry=True, status=429)),
        (500, {"Retry-After": "120"}, Outcome("refused", retry=True, status=500)),
    ],
)
async def test_an_answer_becomes_a_word_of_ours(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    """2xx is delivered, 410 wants no more, 429 and 503 may name a time, a day at most; all else is tried again. A
    redirect is not followed: it would lead to an address nobody has checked."""

    async def answer(_: Received) -> tuple[int, dict[str, str]]:
        return status, headers

    async with Receiver.open(answer) as receiver:
        client = Client(LOCAL)
        assert await sent(client, receiver.url) == outcome
        assert len(receiver.received) == 1
        await client.aclose()


async def test_a_date_to_come_back_at_is_understood() -> None:
    """503 with Retry-After as a date."""
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)

    async def answer(_: Received) -> tuple[int, dict[str, str]]:
        return 503, {"Retry-After": format_datetime(later, usegmt=True)}

    async with Receiver.open(answer) as receiver:
        client = Client(LOCAL)
        outcome = await sent(client, receiver.url)
        assert outcome.after is not None
        assert datetime.timedelta(minutes=110) < outcome.after <= datetime.timedelta(hours=2)
        await client.aclose()


@pytest.mark.parametrize(("url", "code"), [("http://receiver.example:1/", "unreachable")])
async def test_nobody_there_is_said_so(url: str, code: str) -> None:
    """In the log an app sees why nothing comes."""
    client = Client(LOCAL)
    assert await sent(client, url) == Outcome(code, retry=True)
    await client.aclose()


async def test_a_want_of_connections_is_no_fault_of_the_receivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of ours in use: tried again, and nothing is held against the app."""
    monkeypatch.setitem(client_module._TIMEOUTS, "pool", 0.1)
    answers = asyncio.Event()

    async def slowly(_: Received) -> tuple[int, dict[str, str]]:
        await answers.wait()
        return 204, {}

    async with Receiver.open(slowly) as receiver:
        client = Client(LOCAL, connections=1)
        first = asyncio.create_task(sent(client, receiver.url))
        await receiver.until(lambda r: bool(r.received))
        assert await sent(client, receiver.url) == Outcome("busy", retry=True, lane=False)
        answers.set()
        assert (await first).delivered
        await client.aclose()


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    """The status is all that counts: a receiver that talks for ever holds nobody."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 1024)
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        client = Client(LOCAL)
        async with asyncio.timeout(10):
            outcome = await sent(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        assert outcome.delivered
        await client.aclose()


async def test_plain_http_is_not_sent_to_where_it_may_not_be() -> None:
    """A webhook that was set while it was allowed: refused at the sending too, and nothing is connected to."""
    async with Receiver.open() as receiver:
        client = Client(Gate(private=False, resolve=_loopback))
        assert await sent(client, receiver.url) == Outcome("forbidden_address")
        https = receiver.url.replace("http://", "https://")
        assert await sent(client, https) == Outcome("forbidden_address", retry=True)
        assert receiver.received == []
        await client.aclose()


@pytest.mark.parametrize(("name", "code"), [("receiver.example", "delivered"), ("other.example", "unreachable")])
async def test_the_name_stays_in_certificate_and_host(name: str, code: str, tmp_path: Path) -> None:
    """Connected to the address that was checked, yet the certificate must be the name's, and the receiver is asked for
    by its name."""
    certificate = _certificate(tmp_path, "receiver.example")
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate)
    async with Receiver.open(tls=served) as receiver:
        client = Client(LOCAL, trust=ssl.create_default_context(cafile=str(certificate)))
        url = receiver.url.replace("http://127.0.0.1", f"https://{name}")
        assert (await sent(client, url)).code == code
        assert [got.headers["host"].split(":")[0] for got in receiver.received] == [name] * len(receiver.received)
        await client.aclose()


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("192.0.2.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - datetime.timedelta(days=1))
        .not_valid_after(NOW + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "receiver.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
