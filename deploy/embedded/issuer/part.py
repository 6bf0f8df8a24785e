"""The issuer as a part of the stack, and the file it reads its people from."""

import sys
from dataclasses import asdict
from typing import Any

from deploy.embedded.credentials import WEB_CLIENT, Credentials, load
from deploy.embedded.issuer.directory import Person
from deploy.embedded.layout import REPOSITORY, Layout, read_json, write_json
from deploy.embedded.part import Progress
from deploy.embedded.people import DESIGNATION, PEOPLE
from deploy.embedded.process import Process
from deploy.embedded.web import answers

HOST = "127.0.0.1"
CALLBACK = "/log-ind/svar"
AFTER_LOGOUT = "/log-ud"


class Issuer:
    name = "issuer"
    needs: frozenset[str] = frozenset()
    patience = 60.0

    def __init__(self, layout: Layout, credentials: Credentials, ports: dict[str, int]) -> None:
        self._layout = layout
        self._port = ports["issuer"]
        self._pages = f"http://{HOST}:{ports['notifications']}"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def token_endpoint(self) -> str:
        return f"{self.url}/token"

    async def tell_citizen(self, citizen: str) -> None:
        self.write_people(citizen)

    async def prepare(self, progress: Progress) -> None:
        self.write_people(citizen_id(self._layout))

    def write_people(self, citizen: str | None) -> None:
        """Tells the issuer who there is; once the demo citizen is registered, also for whom they stand.

        Apps are those of this very moment: some may have been added since the stack was put together.
        """
        known_now = load(self._layout)
        write_json(
            self._people,
            {
                "people": [asdict(person) for person in known(citizen)],
                "apps": known_now.apps,
                "web": {
                    "client_id": WEB_CLIENT,
                    "redirects": [self._pages + CALLBACK],
                    "after_logout": [self._pages + AFTER_LOGOUT],
                },
                "secrets": known_now.clients,
            },
        )

    def process(self) -> Process:
        key = self._layout.data / "issuer-key.json"
        return Process(
            "issuer",
            [sys.executable, "-m", "deploy.embedded.issuer", str(self._port), str(self._people), str(key)],
            self._layout.logs / "issuer.log",
            folder=REPOSITORY,
        )

    async def probe(self) -> bool:
        return await answers(f"{self.url}/healthz")

    async def settle(self, progress: Progress) -> None:
        """Nothing beyond answering."""

    @property
    def _people(self) -> Any:
        return self._layout.run / "issuer.json"


def known(citizen: str | None) -> list[Person]:
    """The demo people as their tokens are to describe them; None while the demo citizen is not registered."""
    return [
        Person(
            person.username,
            person.name,
            person.role,
            person.department,
            citizen if person.stands_for_citizen else None,
            (str(DESIGNATION),) if person.is_designated else (),
        )
        for person in PEOPLE
    ]


def citizen_id(layout: Layout) -> str | None:
    """The demo citizen's id, once the first start has registered them."""
    known = read_json(layout.data / "citizen.json") or {}
    found = known.get("citizen_id")
    return str(found) if found else None
