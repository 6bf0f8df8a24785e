"""The issuer's addresses: discovery, keys, sign-in, token and sign-out."""

from pathlib import Path
from urllib.parse import urlencode

from authlib.oauth2.rfc6749 import OAuth2Error
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.embedded.issuer.directory import SCOPES, Directory
from deploy.embedded.issuer.server import Server, ServerRequest
from deploy.embedded.issuer.tokens import ALGORITHM, load_key
from shared.contracts.display import department_name

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

ROLES = {
    "coordinator": "koordinator",
    "manager": "leder",
    "citizen": "borger",
    "relative": "pårørende",
    "operator": "drift",
}


class Issuer:
    """Serves one directory of people under one address; `url` is the `iss` of every token, without a final slash."""

    def __init__(self, url: str, people: Path, key: Path) -> None:
        self._url = url
        self._directory = Directory(people)
        self._key = load_key(key)
        self._server = Server(url, self._directory, self._key)
        self._pages = Environment(loader=FileSystemLoader(Path(__file__).with_name("pages")), autoescape=True)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/.well-known/oauth-authorization-server", self.discovery),
                Route("/jwks.json", self.keys),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/logout", self.logout, methods=["GET", "POST"]),
                Route("/healthz", self.health),
            ]
        )

    async def discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self._url,
                "authorization_endpoint": f"{self._url}/authorize",
                "token_endpoint": f"{self._url}/token",
                "jwks_uri": f"{self._url}/jwks.json",
                "end_session_endpoint": f"{self._url}/logout",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "scopes_supported": list(SCOPES),
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def authorize(self, request: Request) -> Response:
        """Shows who one can be, then sends the one picked back with a code."""
        form = await request.form() if request.method == "POST" else None
        # Only the address's own parameters make up the request; the form names the person and nothing else.
        asked = ServerRequest(request, None)
        try:
            grant = self._server.get_consent_grant(asked)
        except OAuth2Error as error:
            if error.redirect_uri:
                refused: Response = self._server.handle_error_response(asked, error)
                return refused
            return self._page("refused.html", status=400)
        if form is None:
            people = self._directory.people()
            return self._page("pick.html", people=people, roles=ROLES, department_name=department_name)
        if form.get("person") == "":
            response: Response = self._server.create_authorization_response(asked, None, grant=grant)
            return response
        person = self._directory.person(str(form.get("person")))
        if person is None:
            return self._page("refused.html", status=400)
        asked.user = person
        response = self._server.create_authorization_response(asked, person, grant=grant)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def token(self, request: Request) -> Response:
        response: Response = self._server.create_token_response(ServerRequest(request, await request.form()))
        return response

    async def logout(self, request: Request) -> Response:
        """Nothing is remembered here, so signing out is only going back, to an address the client registered."""
        asked = dict(request.query_params)
        if request.method == "POST":
            asked |= {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        target, state = asked.get("post_logout_redirect_uri"), asked.get("state")
        client = self._directory.client(asked.get("client_id", ""))
        if target and client is not None and target in client.after_logout:
            return RedirectResponse(f"{target}?{urlencode({'state': state})}" if state else target, 303)
        return self._page("signed_out.html")

    def _page(self, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self._pages.get_template(name).render(**values), status, HEADERS)
