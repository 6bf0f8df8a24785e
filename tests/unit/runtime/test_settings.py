"""What a service is told from outside."""

from pathlib import Path

import pytest

from shared.runtime import BadSettings, read_settings
from tests.unit.runtime.environment import ENVIRONMENT


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("SAMSPIL_")]:
        monkeypatch.delenv(name)


def test_the_least_there_must_be() -> None:
    """Production's choices are the defaults: TLS, and no stand-in tokens."""
    settings = read_settings(ENVIRONMENT)
    assert settings.kafka_security_protocol == "SASL_SSL"
    assert not settings.stand_in_tokens
    assert settings.wrapping_key() == bytes(32)


def test_a_secret_from_a_file(tmp_path: Path) -> None:
    """Each variable may name a file instead, as orchestrators mount secrets."""
    secret = tmp_path / "password"
    secret.write_text("from-file\n")
    told = {k: v for k, v in ENVIRONMENT.items() if k != "SAMSPIL_KAFKA_PASSWORD"}
    settings = read_settings({**told, "SAMSPIL_KAFKA_PASSWORD_FILE": str(secret)})
    assert settings.kafka_password.get_secret_value() == "from-file"
    with pytest.raises(BadSettings, match="SAMSPIL_KAFKA_PASSWORD_FILE names a file"):
        read_settings({**told, "SAMSPIL_KAFKA_PASSWORD_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMSPIL_KEY_ENCRYPTION_KEY", "bm90IDMyIGJ5dGVz"),
        ("SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS", "bm90IDMyIGJ5dGVz"),
        ("SAMSPIL_KEEP_INBOX_DAYS", "7"),
        ("SAMSPIL_KEY_ENCRYPTION_KEY", "no base64 geheim"),
        ("SAMSPIL_CLOCKS", "answer=geheim"),
        ("SAMSPIL_HTTP_PORT", "geheim"),
    ],
)
def test_a_wrong_one_is_named_without_its_value(name: str, value: str) -> None:
    """One line names the variable at fault; its value may be a secret."""
    with pytest.raises(BadSettings) as wrong:
        read_settings({**ENVIRONMENT, name: value})
    assert str(wrong.value) == f"{name} cannot be used"


def test_a_missing_one_is_named() -> None:
    """Likewise."""
    told = {k: v for k, v in ENVIRONMENT.items() if k != "SAMSPIL_ISSUER"}
    with pytest.raises(BadSettings, match="SAMSPIL_ISSUER is missing"):
        read_settings(told)


def test_nothing_secret_in_its_text() -> None:
    """Whoever prints the settings prints no password."""
    assert "geheim" not in repr(read_settings(ENVIRONMENT))


def test_the_registered_apps() -> None:
    """App by department, written with or without spaces."""
    settings = read_settings({**ENVIRONMENT, "SAMSPIL_APPS": "a-app=svr, b-app=kraftcenter"})
    assert settings.registered_apps == {"a-app": "svr", "b-app": "kraftcenter"}


def test_the_index_key_is_the_referral_services_alone() -> None:
    """A service that was not given it says so, and works on without."""
    with pytest.raises(BadSettings, match="SAMSPIL_CPR_KEY is missing"):
        read_settings(ENVIRONMENT).citizen_index_key()


def test_the_register_of_apps_may_be_a_file(tmp_path: Path) -> None:
    """It is a path to be read again and again, not a secret to be read once."""
    register = tmp_path / "apps.json"
    settings = read_settings({**ENVIRONMENT, "SAMSPIL_APPS_FILE": str(register)})
    assert settings.apps_file == register
    assert settings.apps == ""


def test_mail_needs_a_sender() -> None:
    """A mail server without an address to send from is a mistake that would show only with the first mail."""
    told = {**ENVIRONMENT, "SAMSPIL_SMTP_HOST": "mail.example"}
    with pytest.raises(BadSettings, match="SAMSPIL_MAIL_FROM cannot be used"):
        read_settings(told)
    settings = read_settings({**told, "SAMSPIL_MAIL_FROM": "samspil@example.org"})
    assert (settings.smtp_port, settings.smtp_security) == (587, "starttls")
