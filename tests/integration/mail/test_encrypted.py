"""The mail server as production has it: STARTTLS or TLS, a certificate that is checked, and a sign-in."""

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.channels.mail import Post
from services.notifications.channels.mail.post import Security
from tests.integration.mail.test_post import Server, handed_over, serving

DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for 127.0.0.1, its own authority; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def signs_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (b"samspil", b"geheim")
    # Not handled: the server itself says 535.
    return AuthResult(success=right, handled=right)


def strict(server: Server, certificate: Path) -> SMTP:
    """Takes nothing in clear and from nobody it does not know."""
    return SMTP(
        server,
        hostname="mail.example",
        tls_context=context(certificate),
        require_starttls=True,
        authenticator=signs_in,
        auth_required=True,
    )


def post(to: Post, security: Security = "starttls", password: str = "geheim") -> Post:  # noqa: S107 (no secret)
    return Post(to.host, to.port, to.sender, security=security, username="samspil", password=password)


async def test_a_mail_goes_encrypted_and_signed_in(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail: STARTTLS first, then who we are, then the mail."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = Server()
    async with serving(lambda: strict(server, certificate)) as at:
        assert (await handed_over(post(at))).delivered
        refused = await handed_over(post(at, password="another"))
    assert (refused.code, refused.retry) == ("sign_in_refused", True)
    assert len(server.taken) == 1


async def test_a_server_with_somebody_elses_certificate_gets_nothing(certificate: Path) -> None:
    """Mail: neither password nor address goes to a server that cannot show who it is; it is tried again."""
    server = Server()
    async with serving(lambda: strict(server, certificate)) as at:
        for security in ("starttls", "tls"):
            outcome = await handed_over(post(at, security))
            assert (outcome.delivered, outcome.retry) == (False, True)
    assert server.taken == []
