"""Pages and parts of pages out of templates, with the headers every page has."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from services.notifications.web.assets import Assets, takes_gzip
from services.notifications.web.csrf import FIELD, form_proof
from services.notifications.web.navigation import beneath, links
from services.notifications.web.sessions import Session
from services.notifications.web.settings import WebSettings
from shared.contracts.display import department_name, offer_name, theme_name, type_name, word
from shared.telemetry import current_trace_id

_TEMPLATES = Path(__file__).parent / "templates"
_WORTH_SQUEEZING = 1024
_ROLES = {
    "coordinator": "koordinator",
    "manager": "leder",
    "citizen": "borger",
    "relative": "pårørende",
    "operator": "drift",
    "app": "fagsystem",
}


class Pages:
    """Renders. Everything put into a template is escaped; a value a template names and nobody gave is an error."""

    def __init__(self, settings: WebSettings, assets: Assets) -> None:
        self._environment = _environment(assets)
        self._headers = {
            "Content-Security-Policy": _policy(settings.issuer),
            "Cache-Control": "no-store",
            # Not "no-referrer": browsers then call the origin of our own forms "null".
            "Referrer-Policy": "same-origin",
            "Vary": "Accept-Encoding, Cookie, HX-Request",
        }

    def part(self, template: str, **values: Any) -> str:
        """A piece of a page, as it stands."""
        return self._environment.get_template(template).render(**values)

    def answer(
        self, request: Request, template: str, *, session: Session | None = None, status: int = 200, **values: Any
    ) -> Response:
        """A whole page, or a piece of one for a script."""
        proof = form_proof(session.token) if session else ""
        html = self.part(template, person=_person(session, request.url.path), proof=proof, **values).encode()
        headers = dict(self._headers)
        if len(html) > _WORTH_SQUEEZING and takes_gzip(request):
            html = gzip.compress(html, 5)
            headers["Content-Encoding"] = "gzip"
        return Response(html, status, headers, "text/html; charset=utf-8")


@cache
def _environment(assets: Assets) -> Environment:
    """The templates, compiled once a process."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = assets.url
    environment.globals["proof_field"] = FIELD
    environment.globals["current_trace_id"] = current_trace_id
    for name in (department_name, offer_name, theme_name, type_name, word):
        environment.globals[name.__name__] = name
    return environment


def _policy(issuer: str) -> str:
    """Nothing from elsewhere and nothing inline. Signing out is a form that ends at the issuer."""
    address = urlsplit(issuer)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action 'self' {address.scheme}://{address.netloc}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _person(session: Session | None, path: str) -> dict[str, Any] | None:
    """Name, role and department for the top of the page, and which links belong there."""
    if session is None:
        return None
    actor = session.actor
    return {
        "name": actor.name or "Uden navn",
        "role": _ROLES.get(actor.role or "", "uden rolle"),
        "department": department_name(actor.department) if actor.department else None,
        "mutes": actor.role == "coordinator",
        "links": links(actor, path),
        "beneath": beneath(actor, path),
    }
