"""Referral and kraftcenter as the pages meet them: answers by method and path, and what was sent."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

RECEIPT = {"receipt_id": str(uuid4()), "status": "accepted", "hints": [], "errors": [], "told": []}


@dataclass
class Other:
    """`answers` by path, a list as a page of items; a report is taken, unless `wrong` says what is at fault."""

    answers: dict[str, Any] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    asked: list[httpx2.Request] = field(default_factory=list)
    wrong: dict[str, Any] | None = None
    receipt: dict[str, Any] = field(default_factory=lambda: dict(RECEIPT))
    away: bool = False

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        path = request.url.path
        if self.away:
            return httpx2.Response(503, json={})
        if path == "/events":
            if self.wrong is not None:
                return httpx2.Response(self.wrong.get("status", 422), json=self.wrong)
            self.reports.append(json.loads(request.content))
            return httpx2.Response(202, json=self.receipt)
        if path.startswith("/receipts/"):
            return httpx2.Response(200, json=self.receipt)
        if path == "/citizens" and path not in self.answers:
            return httpx2.Response(200, json={"items": self._named(request.url.params.get_list("id"))})
        if path not in self.answers:
            return httpx2.Response(404, json={"detail": "Det findes ikke."})
        found = self.answers[path]
        if found is None:
            return httpx2.Response(204)
        return httpx2.Response(200, json={"items": found, "next": None} if isinstance(found, list) else found)

    def _named(self, citizens: list[str]) -> list[dict[str, Any]]:
        """Of several citizens at once, as their own addresses say."""
        named = ((each, self.answers.get(f"/citizens/{each}")) for each in citizens)
        return [{"citizen_id": each, **said} for each, said in named if said is not None]

    def first(self, path: str) -> httpx2.Request:
        return next(each for each in self.asked if each.url.path == path)
