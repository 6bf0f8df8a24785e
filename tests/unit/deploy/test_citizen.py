"""The demo citizen's relative, as a start of the stack reports them."""

import json
from functools import partial
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from deploy.embedded import citizen

ENDPOINTS = {
    "notifications": "http://notifications.test",
    "token_endpoint": "http://issuer.test/token",
    "apps": {citizen.REGISTRAR: {"client_id": "a", "client_secret": "b"}},
}


def answering(monkeypatch: pytest.MonkeyPatch, *statuses: tuple[int, str]) -> list[dict[str, Any]]:
    """Notifications answers so, one report after the other; gives the reports."""
    sent: list[dict[str, Any]] = []
    answers = iter(statuses)

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "issuer.test":
            return httpx2.Response(200, json={"access_token": "t"})
        sent.append(json.loads(request.content))
        status, problem = next(answers)
        return httpx2.Response(status, json={"type": f"/problems/{problem}"})

    transport = httpx2.MockTransport(answer)
    monkeypatch.setattr(httpx2, "AsyncClient", partial(httpx2.AsyncClient, transport=transport))
    return sent


async def test_the_relative_is_designated_with_inbox_and_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo shows a relative's mail; a repeat is the same report, id, time and all."""
    sent = answering(monkeypatch, (202, ""), (202, ""))
    subject = uuid4()
    for _ in range(2):
        await citizen.designate(ENDPOINTS, subject)
    assert sent[0] == sent[1]
    assert sent[0]["type"] == "dk.samspil.paaroerende.udpeget.v1"
    assert sent[0]["data"]["channels"] == ["inbox", "mail"]


async def test_one_designated_before_mails_were_sent_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack from before keeps its data: the designation there is given today's channels, without a remark."""
    sent = answering(monkeypatch, (422, "already-exists"), (202, ""))
    await citizen.designate(ENDPOINTS, uuid4())
    assert [event["type"].split(".")[3] for event in sent] == ["udpeget", "aendret"]
    assert sent[1]["data"].keys() == {"designation_id", "may_know", "channels", "private"}


async def test_anything_else_is_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal that is not that one is said, in Danish, and nothing is tried behind it."""
    sent = answering(monkeypatch, (422, "invalid-data"))
    with pytest.raises(citizen.NotRegistered, match="kunne ikke udpeges"):
        await citizen.designate(ENDPOINTS, uuid4())
    assert len(sent) == 1
