"""`samspil apps webhook`: what it asks the service, and what a person reads."""

import importlib
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.cli.apps.hooks import Webhooks
from deploy.embedded.part import CannotStart

# The package has the group of commands under the module's name.
webhook: Any = importlib.import_module("deploy.cli.apps.webhook")
URL = "https://receiver.example/hook"
NOON = "2026-01-05T12:00:00+00:00"
WEBHOOK = {
    "app": "k-app",
    "url": URL,
    "types": ["dk.samspil.henvisning.oprettet.v1"],
    "quiet": False,
    "created_at": NOON,
    "disabled_at": None,
    "previous_until": None,
    "circuit": "closed",
    "queued": 3,
    "secret": None,
}
DELIVERY = {
    "webhook_id": "0192f5a0-0000-7000-8000-000000000001",
    "event_id": "0192f5a0-0000-7000-8000-000000000002",
    "event_type": "dk.samspil.henvisning.oprettet.v1",
    "status": "queued",
    "created_at": NOON,
    "next_at": NOON,
    "done_at": None,
    "attempts": [
        {"at": NOON, "code": "unreachable", "status": None, "ms": 12},
        {"at": NOON, "code": "refused", "status": 500, "ms": 34},
    ],
}


class Service:
    """Answers each question alike and keeps what was asked."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[Any, ...]] = []

    def __call__(self, method: str, name: str, path: str = "", **sent: Any) -> dict[str, Any]:
        self.asked.append((method, name, path, sent))
        return self.answer


def run(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], *arguments: str) -> tuple[Service, str, int]:
    service = Service(answer)
    monkeypatch.setattr(webhook, "ask", service)
    result = CliRunner().invoke(webhook.app, list(arguments))
    return service, result.output, result.exit_code


def test_set_sends_whole_types_and_shows_a_new_secret_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type may be written as people say it; the secret is said to be shown now and never again."""
    new = {**WEBHOOK, "secret": "whsec_abc"}
    service, said, code = run(monkeypatch, new, "set", "k-app", URL, "--type", "henvisning.oprettet")
    sent = {"url": URL, "types": ["dk.samspil.henvisning.oprettet.v1"], "quiet": False}
    assert service.asked == [("PUT", "k-app", "", {"json": sent})]
    assert "hemmelighed: whsec_abc  (vises kun nu)" in said
    assert code == 0


def test_an_app_that_keeps_its_departments_quiet_hours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """N3: an app is no disturbed person and gets what comes at once, unless it asks for the quiet hours."""
    service, said, code = run(monkeypatch, {**WEBHOOK, "quiet": True}, "set", "k-app", URL, "--quiet")
    assert service.asked == [("PUT", "k-app", "", {"json": {"url": URL, "types": [], "quiet": True}})]
    assert "sendes: når afdelingens stille timer er gået\n" in said
    assert code == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "tilstand: modtager\n"),
        ({}, "sendes: straks\n"),
        ({"quiet": True}, "sendes: når afdelingens stille timer er gået\n"),
        ({"circuit": "open"}, "svarer ikke"),
        ({"disabled_at": NOON, "circuit": "open"}, "vil ikke have mere"),
        ({"types": []}, "typer: alle\n"),
        ({"previous_until": NOON}, "gammel hemmelighed: underskriver også til"),
    ],
)
def test_show_says_how_it_stands(changed: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the receiver takes it, rests, or wants no more; a secret is never shown again."""
    _, said, code = run(monkeypatch, {**WEBHOOK, **changed}, "show", "k-app")
    assert words in said
    assert "venter: 3" in said
    assert "hemmelighed: whsec" not in said
    assert code == 0


def test_a_test_that_does_not_arrive_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script can see it, a person reads why."""
    tried = {"webhook_id": DELIVERY["webhook_id"], "delivered": False, "code": "timeout", "status": None, "ms": 10_000}
    _, said, code = run(monkeypatch, tried, "test", "k-app")
    assert (said.startswith("ikke leveret (timeout), 10000 ms"), code) == (True, 1)
    _, said, code = run(monkeypatch, {**tried, "delivered": True, "status": 204}, "test", "k-app")
    assert (said.startswith("leveret, svar 204"), code) == (True, 0)


def test_deliveries_are_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """State in Danish, how often it was tried, and what came of the last try."""
    service, said, _ = run(monkeypatch, {"items": [DELIVERY]}, "deliveries", "k-app", "--status", "queued")
    assert service.asked == [("GET", "k-app", "/deliveries", {"params": {"limit": "20", "status": "queued"}})]
    line = said.splitlines()[1]
    for word in ("henvisning.oprettet", "venter", "refused (500)", DELIVERY["webhook_id"]):
        assert str(word) in line
    assert "Der er ingen." in run(monkeypatch, {"items": []}, "deliveries", "k-app")[1]


def test_what_the_service_says_no_to_is_told_in_its_words() -> None:
    """One line: the field and the reason; of what is not there, where to look."""
    body = b'{"detail": "x", "errors": [{"pointer": "/url", "detail": "Skal v\\u00e6re en adresse."}]}'
    assert webhook._why_not("k-app", 422, body) == "/url: Skal være en adresse."
    assert "samspil apps list" in webhook._why_not("k-app", 404, b"{}")
    assert webhook._why_not("k-app", 502, b"<html>") == "tjenesten svarede 502"


def test_a_token_from_outside_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against another system than the stack here."""
    monkeypatch.setenv("SAMSPIL_ACCESS_TOKEN", "token")
    monkeypatch.setenv("SAMSPIL_NOTIFICATIONS_URL", "https://samspil.example/")
    assert webhook._access(None) == ("https://samspil.example", "token")


@pytest.mark.parametrize(
    "told", [{"SAMSPIL_ACCESS_TOKEN"}, {"SAMSPIL_NOTIFICATIONS_URL"}, {"SAMSPIL_KAFKA_BOOTSTRAP"}], ids="".join
)
def test_the_stack_here_never_stands_in_for_another_system(told: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of an access, or a cluster named: neither a token nor a request goes to the wrong place."""
    for name in ("SAMSPIL_ACCESS_TOKEN", "SAMSPIL_NOTIFICATIONS_URL", "SAMSPIL_KAFKA_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)
    for name in told:
        monkeypatch.setenv(name, "https://samspil.example")
    monkeypatch.setattr(webhook, "endpoints", lambda: pytest.fail("the stack here was asked"))
    with pytest.raises(CannotStart, match="SAMSPIL_NOTIFICATIONS_URL og SAMSPIL_ACCESS_TOKEN skal begge være sat"):
        webhook._access(None)
    assert Webhooks().remove("k-app") is False


def test_a_stack_without_operations_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and nobody else's secret is used."""
    for name in ("SAMSPIL_ACCESS_TOKEN", "SAMSPIL_NOTIFICATIONS_URL", "SAMSPIL_KAFKA_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(webhook, "endpoints", lambda: {"people": {}, "notifications": "http://127.0.0.1:1"})
    with pytest.raises(CannotStart, match="driftsperson"):
        webhook._access(None)
