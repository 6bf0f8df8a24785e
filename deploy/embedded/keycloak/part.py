"""Keycloak as the one who signs people in. What is changed in it by hand outlives a restart, as its keys do."""

from pathlib import Path

from deploy.embedded import jars
from deploy.embedded.credentials import IDENTITY_ADMIN, Credentials, load
from deploy.embedded.issuer.part import HOST, citizen_id, known
from deploy.embedded.keycloak import program
from deploy.embedded.keycloak.admin import Administration, KeycloakRefused
from deploy.embedded.keycloak.realm import attributes, demo_realm, stands_for
from deploy.embedded.layout import Layout, write_json
from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.process import Process
from deploy.embedded.sign_in import NotTold
from deploy.embedded.web import answers
from deploy.identity.realm import ADMIN_CLIENT, REALM, WEB_CLIENT, web_client

LOCK = Path(__file__).with_name("jgo.lock.toml")


class Keycloak:
    name = "keycloak"
    needs: frozenset[str] = frozenset()
    patience = 600.0  # forty seconds of a processor, which a busy machine gives it slowly

    def __init__(self, layout: Layout, credentials: Credentials, ports: dict[str, int]) -> None:
        self._layout = layout
        self._words = credentials
        self._server = f"http://{HOST}:{ports['keycloak']}"
        self._port = ports["keycloak"]
        self._pages = f"http://{HOST}:{ports['notifications']}"
        self._program = Path()

    @property
    def url(self) -> str:
        return f"{self._server}/realms/{REALM}"

    @property
    def token_endpoint(self) -> str:
        return f"{self.url}/protocol/openid-connect/token"

    async def prepare(self, progress: Progress) -> None:
        (archive,) = await jars.fetch("Keycloak", LOCK, progress)
        self._program = await program.made_ready(archive, jars.checksums(LOCK)[0], self._log, progress)
        for folder in ("conf", "providers", "data/import"):
            (self._home / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        library = self._home / "lib"
        library.unlink(missing_ok=True)
        library.symlink_to(self._program / "lib")
        self._write_realm()

    def process(self) -> Process:
        return Process(
            "keycloak",
            program.command(self._program, self._home, "start", "--optimized", "--import-realm"),
            self._log,
            environment={
                "KC_HTTP_ENABLED": "true",
                "KC_HTTP_HOST": HOST,
                "KC_HTTP_PORT": str(self._port),
                "KC_HOSTNAME": self._server,
                "KC_CACHE": "local",
                "KC_BOOTSTRAP_ADMIN_USERNAME": IDENTITY_ADMIN,
                "KC_BOOTSTRAP_ADMIN_PASSWORD": self._words.people[IDENTITY_ADMIN],
            },
        )

    async def probe(self) -> bool:
        return await answers(f"{self.url}/.well-known/openid-configuration")

    async def settle(self, progress: Progress) -> None:
        """An import leaves a realm that is there alone: what has changed since it was made is brought in here."""
        progress.doing("opdaterer personer og apps")
        words = load(self._layout)
        people = known(citizen_id(self._layout))
        try:
            async with self._administration() as keycloak:
                await keycloak.add_missing(demo_realm(self._pages, words, people))
                await keycloak.move_pages(web_client(self._pages, words.clients[WEB_CLIENT]))
        except KeycloakRefused as error:
            raise CannotStart(f"{error} (se {self._log})") from error

    async def tell_citizen(self, citizen: str) -> None:
        self._write_realm()
        try:
            async with self._administration() as keycloak:
                for person in known(citizen):
                    if person.citizen_id is None:
                        continue
                    await keycloak.set_attributes(person.username, attributes(person))
                    for name, value in stands_for(person).items():
                        await keycloak.set_claim(person.username, name, value)
        except KeycloakRefused as error:
            raise NotTold(str(error)) from error

    def _administration(self) -> Administration:
        return Administration(self.url, self._words.clients[ADMIN_CLIENT])

    def _write_realm(self) -> None:
        words, people = load(self._layout), known(citizen_id(self._layout))
        write_json(self._home / "data" / "import" / f"{REALM}-realm.json", demo_realm(self._pages, words, people))

    @property
    def _home(self) -> Path:
        return self._layout.data / "keycloak"

    @property
    def _log(self) -> Path:
        return self._layout.logs / "keycloak.log"
