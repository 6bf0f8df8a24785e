"""Where apps are managed: the embedded stack that runs, or the cluster, register and issuer the environment names."""

import os
from pathlib import Path
from typing import Any

from deploy.cli import cluster, place
from deploy.cli.apps.hooks import Webhooks
from deploy.cli.apps.keycloak import Keycloak
from deploy.cli.apps.leaving import LeavingTopics
from deploy.cli.apps.ports import Addresses, Clients, House
from deploy.embedded.layout import Layout, read_json, write_json
from deploy.embedded.part import CannotStart
from deploy.identity.realm import ADMIN_CLIENT, REALM
from deploy.register import Register
from shared.messaging.topics import SERVICES


def house() -> House:
    """Raises `CannotStart` where nothing runs here, or a variable is missing."""
    return _of_environment() if cluster.named() else _of_stack(place.layout())


def _of_environment() -> House:
    where = cluster.cluster()
    if "SAMSPIL_APPS_FILE" not in os.environ:
        raise CannotStart("miljøvariablen SAMSPIL_APPS_FILE mangler: registret over apps, som tjenesterne læser")
    clients = _clients_of_environment()
    return House(
        Register(Path(os.environ["SAMSPIL_APPS_FILE"])),
        LeavingTopics(where),
        clients,
        Webhooks(),
        NotKept(),
        Addresses(
            where.bootstrap,
            where.security_protocol,
            where.sasl_mechanism,
            clients.token_endpoint if isinstance(clients, Keycloak) else "",
        ),
        taken={where.username},
    )


def _clients_of_environment() -> Clients:
    url = os.environ.get("SAMSPIL_KEYCLOAK_URL")
    if not url:
        return ByHand()
    return Keycloak(
        f"{url.rstrip('/')}/realms/{os.environ.get('SAMSPIL_KEYCLOAK_REALM', REALM)}",
        cluster.secret("SAMSPIL_KEYCLOAK_ADMIN_CLIENT_SECRET"),
        os.environ.get("SAMSPIL_KEYCLOAK_ADMIN_CLIENT_ID", ADMIN_CLIENT),
    )


class ByHand:
    """An issuer the commands cannot reach: what is to be made there is said, and nothing done."""

    by_hand = True

    def put(self, app: str, department: str, secret: str) -> None:
        """Left to whoever administers the issuer."""

    def rotate(self, app: str, department: str, secret: str) -> None:
        """Left to them, too."""

    def remove(self, app: str) -> bool:
        return False


class NotKept:
    """Production: secrets are shown and forgotten."""

    def keep(self, app: str, kafka: str | None, client: str | None) -> None:
        """Nowhere."""

    def registered(self) -> None:
        """The services look at the register by themselves."""


def _of_stack(layout: Layout) -> House:
    from deploy.embedded import credentials
    from deploy.embedded.choice import Choice
    from deploy.embedded.credentials import KAFKA_ADMIN
    from deploy.embedded.people import APPS, PEOPLE
    from deploy.embedded.plan import Plan
    from deploy.embedded.running import state_of

    known = place.endpoints()
    state = state_of(layout)
    if state is None or state.phase != "up":
        raise CannotStart("stakken er ikke klar endnu: se `samspil status`")
    plan = Plan.of_running(layout)
    where, words = plan.kafka.cluster, plan.credentials
    clients: Clients = StackIssuer(layout)
    if Choice.of(layout).identity == "keycloak":
        clients = Keycloak(str(known["issuer"]), words.clients[ADMIN_CLIENT])
    return House(
        credentials.register(layout),
        LeavingTopics(where),
        clients,
        Webhooks(),
        StackKeeping(layout),
        Addresses(
            where.bootstrap,
            where.security_protocol,
            where.sasl_mechanism,
            str(known["token_endpoint"]),
            {service: str(known[service]) for service in SERVICES},
            str(layout.endpoints),
        ),
        taken={KAFKA_ADMIN, *(person.username for person in PEOPLE)},
        fixed=frozenset(APPS),
    )


class StackIssuer:
    """The small issuer's own list of clients, which it reads again whenever it changes."""

    by_hand = False

    def __init__(self, layout: Layout) -> None:
        self._path = layout.run / "issuer.json"

    def put(self, app: str, department: str, secret: str) -> None:
        known = self._known()
        known["apps"][app] = department
        known["secrets"][app] = secret
        write_json(self._path, known)

    def rotate(self, app: str, department: str, secret: str) -> None:
        self.put(app, department, secret)

    def remove(self, app: str) -> bool:
        known = self._known()
        known["secrets"].pop(app, None)
        if known["apps"].pop(app, None) is None:
            return False
        write_json(self._path, known)
        return True

    def _known(self) -> dict[str, Any]:
        found: dict[str, Any] | None = read_json(self._path)
        if found is None:
            raise CannotStart("loginudstederen kører ikke i denne stak: start den med `samspil up --detach`")
        return found


class StackKeeping:
    """The embedded stack's own file of secrets, and `endpoints.json`, where scripts look."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def keep(self, app: str, kafka: str | None, client: str | None) -> None:
        from deploy.embedded import credentials

        credentials.keep(self._layout, app, kafka, client)

    def registered(self) -> None:
        from deploy.embedded.plan import Plan

        known = read_json(self._layout.endpoints) or {}
        write_json(self._layout.endpoints, {**known, "apps": Plan.of_running(self._layout).endpoints()["apps"]})
