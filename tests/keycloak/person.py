"""A person at Keycloak's login page, without a screen."""

import html
import re
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx2

from deploy.embedded.credentials import WEB_CLIENT, load
from deploy.embedded.stack import Stack
from services.notifications.web.granted import Granted
from services.notifications.web.issuer import Attempt, Issuer
from services.notifications.web.settings import WebSettings


class Person:
    """Goes through the pages' own sign-in code, so that what it asks of an issuer is asked of a real one."""

    def __init__(self, stack: Stack, username: str) -> None:
        self._username = username
        self._password: str = stack.endpoints["people"][username]["password"]
        self._http = httpx2.AsyncClient(timeout=120, trust_env=False)
        self._cookies: dict[str, str] = {}
        self.issuer = Issuer(
            WebSettings(
                stack.endpoints["notifications"],
                stack.endpoints["issuer"],
                WEB_CLIENT,
                load(stack.layout).clients[WEB_CLIENT],
            ),
            self._http,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def sign_in(self) -> Granted:
        """Through the login page, and the code turned into tokens."""
        attempt = Attempt.new()
        page = await self.ask("GET", await self.issuer.sign_in_url(attempt))
        form = re.search(r'<form[^>]+action="([^"]+)"', page.text)
        assert form is not None, page.text
        words = {"username": self._username, "password": self._password}
        answer = await self.ask("POST", html.unescape(form[1]), data=words)
        assert answer.status_code == 302, answer.text
        told = parse_qs(urlsplit(answer.headers["location"]).query)
        assert told["state"] == [attempt.state]
        return await self.issuer.redeem(told["code"][0], attempt)

    async def ask(self, method: str, url: str, **more: Any) -> httpx2.Response:
        """With Keycloak's cookies, which are for https alone: a browser sends them on loopback, httpx2 does not."""
        header = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer = await self._http.request(method, url, headers={"cookie": header} if header else {}, **more)
        for name, value in answer.headers.multi_items():
            if name == "set-cookie":
                self._cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        self._http.cookies.clear()
        return answer
