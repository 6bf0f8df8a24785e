"""The cookies of the pages, and the only places a sign-in may lead back to."""

import re
from urllib.parse import urlsplit

from starlette.responses import Response

from services.notifications.web.settings import WebSettings

# A page's path is of lower-case words and ids. The first is a word, so that no other host can be meant.
_RETURN = re.compile(r"/[a-z][a-z-]{0,39}(/[a-z0-9-]{1,40}){0,4}(\?[A-Za-z0-9_=&%.~-]{0,600})?")
_NO_RETURN = ("/log-", "/assets/")
HOME = "/indbakke"
INVITATION = "/invitation"
YEARLY = "/aarsoversigt"
RULES = "/regler"
SETTINGS = "/indstillinger"
MAIL_SETTINGS = SETTINGS + "/mail"
MUTE_SETTINGS = SETTINGS + "#skjulte"
STAND_IN = "/vikarer"
GIVEN_UP = "/ikke-leveret"
KNOWLEDGE = "/viden"
BOX = KNOWLEDGE + "/modtaget"
OPERATIONS = "/drift"
LETTERS = OPERATIONS + "/fejl"
LOOPS = OPERATIONS + "/sag"
PLAN = "/min-plan"
KNOWING = "/hvem-ved-hvad"
LOOKUPS = "/opslag"
RELATIVE = "/paaroerende"
LEADING = "/ledelse"
CHECKS = "/stikproever"
ERASING = "/sletning"


class Cookies:
    """Names and writes cookies: HttpOnly, SameSite=Lax and, where the pages are on https, Secure under `__Host-`.

    Browsers keep cookies per host and not per port; on plain http, where several stacks may run on one machine, the
    port is part of the name.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._secure = settings.secure
        port = urlsplit(settings.public_url).port
        suffix = "" if settings.secure or port is None else f"-{port}"
        prefix = "__Host-" if settings.secure else ""
        self.session = f"{prefix}samspil{suffix}"
        self.invitation = f"{prefix}samspil-invitation{suffix}"
        self.knowledge = f"{prefix}samspil-viden{suffix}"
        self.glass = f"{prefix}samspil-noedadgang{suffix}"
        self._sign_in = f"{prefix}samspil-log-ind{suffix}"

    def sign_in(self, state: str) -> str:
        """One name per sign-in under way, so that two tabs do not undo each other's."""
        return f"{self._sign_in}-{state[:8]}"

    def put(self, response: Response, name: str, value: str, *, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax")

    def drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="lax")


def safe_return(target: str | None) -> str:
    """`target` if it is one of our own pages, else the inbox: a link to sign in can lead nobody elsewhere."""
    return HOME if target is None or not _RETURN.fullmatch(target) or target.startswith(_NO_RETURN) else target
