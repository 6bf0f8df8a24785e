"""What a service is told from outside: environment variables, and nothing else."""

import os
import socket
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.timers import ClockLengths

_PREFIX = "SAMSPIL_"
_FILE = "_FILE"
_TOPICS_DAYS = 8
"""Longer than Kafka keeps anything: seven days, and what a segment takes to be closed."""


class BadSettings(Exception):
    """One line that names the variable at fault, never its value."""


class Settings(BaseSettings):
    """Each variable is `SAMSPIL_` and the field's name; `…_FILE` names a file to read it from instead, for secrets.

    Where the field itself ends in `_file` it is a path: `kafka_ca_file` is read by TLS, `apps_file` again and again.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", hide_input_in_errors=True)

    http_host: str = "127.0.0.1"
    http_port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    database_url: SecretStr
    kafka_bootstrap: str
    kafka_security_protocol: str = "SASL_SSL"
    kafka_sasl_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_username: str
    kafka_password: SecretStr
    kafka_ca_file: Path | None = None
    issuer: str
    audience: str = "samspil"
    stand_in_tokens: bool = False
    key_encryption_key: SecretStr
    previous_key_encryption_keys: SecretStr | None = None
    cpr_key: SecretStr | None = None
    clocks: str = ""
    erasure_ask_days: int = Field(default=14, ge=1)
    keep_access_log_days: int = Field(default=1827, ge=1)
    keep_receipts_days: int = Field(default=730, ge=_TOPICS_DAYS)
    keep_inbox_days: int = Field(default=30, ge=_TOPICS_DAYS)
    keep_tombstones_days: int = Field(default=30, ge=_TOPICS_DAYS)
    keep_deliveries_days: int = Field(default=90, ge=2)
    keep_invitations_days: int = Field(default=30, ge=0)
    courses: str = ""
    quiet_hours: str = ""
    traces_url: str | None = None
    referral_url: str | None = None
    kraftcenter_url: str | None = None
    web_client_id: str | None = None
    web_client_secret: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str | None = Field(default=None, validate_default=True)
    apps: str = ""
    apps_file: Path | None = None
    webhook_private_addresses: bool = False
    instance: str = Field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")

    _others: dict[str, str] = PrivateAttr(default_factory=dict)

    @field_validator("clocks")
    @classmethod
    def _clocks_can_be_read(cls, text: str) -> str:
        ClockLengths.parse(text)
        return text

    @field_validator("key_encryption_key", "cpr_key")
    @classmethod
    def _key_is_32_bytes(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(b64decode(key.get_secret_value(), validate=True)) != 32:
            raise ValueError("not 32 bytes in base64")
        return key

    @field_validator("previous_key_encryption_keys")
    @classmethod
    def _each_is_32_bytes(cls, keys: SecretStr | None) -> SecretStr | None:
        if any(len(key) != 32 for key in _several(keys)):
            raise ValueError("not 32 bytes in base64 each")
        return keys

    @field_validator("mail_from")
    @classmethod
    def _mail_has_a_sender(cls, address: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("smtp_host") and "@" not in (address or ""):
            raise ValueError("no address")
        return address

    @cached_property
    def clock_lengths(self) -> ClockLengths:
        return ClockLengths.parse(self.clocks)

    @property
    def registered_apps(self) -> dict[str, str]:
        """App → department, as given in the variable itself."""
        return dict(pair.strip().split("=", 1) for pair in self.apps.split(",") if "=" in pair)

    def by_name(self) -> dict[str, str]:
        """Every variable given or with a default, secrets in clear, by its name in lower case without the prefix; also
        those that no service knows and an added channel reads."""
        known = {name: getattr(self, name) for name in Settings.model_fields}
        clear = {n: v.get_secret_value() if isinstance(v, SecretStr) else v for n, v in known.items() if v is not None}
        return self._others | {name: str(value) for name, value in clear.items()}

    def wrapping_key(self) -> bytes:
        """The key-encryption key, 32 bytes."""
        return b64decode(self.key_encryption_key.get_secret_value())

    def previous_wrapping_keys(self) -> Sequence[bytes]:
        """Key-encryption keys that still open what nobody has wrapped anew, 32 bytes each."""
        return _several(self.previous_key_encryption_keys)

    def kept(self, setting: str | None) -> timedelta:
        """How long rows are kept by the setting of this name; without one they are over already."""
        return timedelta(days=0 if setting is None else getattr(self, setting))

    def citizen_index_key(self) -> bytes:
        """The key CPR numbers are hashed under. Raises BadSettings where this service was not given it."""
        if self.cpr_key is None:
            raise BadSettings(f"{_PREFIX}CPR_KEY is missing")
        return b64decode(self.cpr_key.get_secret_value())


def _several(keys: SecretStr | None) -> list[bytes]:
    text = "" if keys is None else keys.get_secret_value()
    return [b64decode(key, validate=True) for key in text.replace(",", " ").split()]


def _given(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in environment.items():
        if name.startswith(_PREFIX):
            field = name.removeprefix(_PREFIX)
            if field.endswith(_FILE) and field.lower() not in Settings.model_fields:
                try:
                    values[field.removesuffix(_FILE).lower()] = Path(value).read_text(encoding="utf-8").strip()
                except OSError:
                    raise BadSettings(f"{name} names a file that cannot be read") from None
            else:
                values[field.lower()] = value
    return values


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadSettings with one line for the first variable that is wrong."""
    environment = os.environ if environment is None else environment
    values = _given(environment)
    try:
        settings = Settings(**values)
        settings._others = {name: value for name, value in values.items() if name not in Settings.model_fields}
        return settings
    except ValidationError as invalid:
        wrong = invalid.errors(include_input=False, include_url=False)[0]
        what = "is missing" if wrong["type"] == "missing" else "cannot be used"
        raise BadSettings(f"{_PREFIX}{str(wrong['loc'][0]).upper()} {what}") from None
