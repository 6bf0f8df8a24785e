"""The addresses that people read about (docs/interface.md) against those the services answer at."""

import importlib
import re
from base64 import b64encode

import pytest

from deploy.embedded.layout import REPOSITORY
from shared.messaging.topics import SERVICES

PAGE = (REPOSITORY / "docs" / "interface.md").read_text(encoding="utf-8")
KEY = b64encode(bytes(32)).decode()
ENVIRONMENT = {
    "SAMSPIL_DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "SAMSPIL_KAFKA_BOOTSTRAP": "localhost:1",
    "SAMSPIL_KAFKA_USERNAME": "nobody",
    "SAMSPIL_KAFKA_PASSWORD": "nothing",
    "SAMSPIL_ISSUER": "http://localhost:1",
    "SAMSPIL_KEY_ENCRYPTION_KEY": KEY,
    "SAMSPIL_CPR_KEY": KEY,
}
UNLISTED = re.compile(r"/(healthz|readyz|metrics|docs|openapi\.json|asyncapi(\.json)?|problems(/\{slug\})?)")
"""Kept out of the OpenAPI document on purpose."""


def _promised() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        named = cells[0] if cells[0] in SERVICES else "every"
        for verb, path in re.findall(r"`(GET|POST|PUT|DELETE) (/[^`?]+)`", line) if line.startswith("|") else ():
            found.add((named, f"{verb} {path}"))
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_address_is_promised_and_every_promise_is_kept(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interface: what answers stands on the page, and what stands in its tables answers."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    paths = importlib.import_module(f"services.{service}.app").create().openapi()["paths"]
    there = {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}
    promised = {address for named, address in _promised() if named in (service, "every")}
    assert there == {address for address in promised if not UNLISTED.fullmatch(address.partition(" ")[2])}
