"""Ports, routes, networks and the order of starting."""

import re
from pathlib import PurePosixPath

from shared.messaging.topics import SERVICES
from shared.runtime.health import router
from tests.suites.composition import Composition

IMAGE = "deploy/docker/Dockerfile"
LISTENS = {
    **dict.fromkeys(SERVICES, 8000),
    "kafka-1": 9094,
    "kafka-2": 9094,
    "kafka-3": 9094,
    "keycloak": 8443,
    "jaeger": 16686,
    "prometheus": 9090,
    "mailpit": 8025,
}
"""Who is reached from outside, and at which of its ports; all others are reached from inside alone."""
INSIDE = ("identity", "database", "events", "telemetry", "mail")


def faults(composition: Composition) -> list[str]:
    return [
        *_published(composition),
        *_health(composition),
        *_register(composition),
        *_networks(composition),
        *_order(composition),
    ]


def _published(composition: Composition) -> list[str]:
    found, taken = [], set()
    for name, told in composition.services.items():
        ports = told.get("ports", [])
        for port in ports:
            parts = str(port).split(":")
            if len(parts) != 3 or parts[0] != "127.0.0.1":
                found.append(f"{name} is published to other machines")
            elif int(parts[2]) != LISTENS.get(name):
                found.append(f"{name} publishes a port nobody listens on")
            elif parts[1] in taken:
                found.append(f"{name} publishes a port another has")
            taken.add(parts[1] if len(parts) == 3 else port)
        if bool(ports) != (name in LISTENS):
            found.append(f"{name} is published, or is not, against what was meant")
    for service in SERVICES:
        told = composition.environment(service)
        if told["SAMSPIL_HTTP_PORT"] != str(LISTENS[service]) or told["SAMSPIL_HTTP_HOST"] != "0.0.0.0":  # noqa: S104
            found.append(f"{service} listens elsewhere")
    asked = composition.environment("notifications")
    for service in ("referral", "kraftcenter"):
        if asked[f"SAMSPIL_{service.upper()}_URL"] != f"http://{service}:{LISTENS[service]}":
            found.append(f"notifications looks for {service} elsewhere")
    if composition.environment("keycloak")["KC_HTTPS_PORT"] != str(LISTENS["keycloak"]):
        found.append("keycloak listens elsewhere")
    if f":{LISTENS['jaeger']}\n" not in composition.text("deploy/observability/jaeger.yaml"):
        found.append("jaeger listens elsewhere")
    return found


def _health(composition: Composition) -> list[str]:
    routes = {getattr(route, "path", "") for route in router.routes}
    found = []
    for service in SERVICES:
        asked = " ".join(map(str, composition.services[service].get("healthcheck", {}).get("test", [])))
        place = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", asked)
        if not place or int(place[1]) != LISTENS[service] or place[2] not in routes or place[2] != "/readyz":
            found.append(f"{service} is asked where it does not answer")
        if "curl" in asked:
            found.append(f"{service} has no curl")
    dockerfile = composition.text(IMAGE)
    place = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", dockerfile.partition("HEALTHCHECK")[2])
    if not place or int(place[1]) != LISTENS["referral"] or place[2] not in routes:
        found.append("the image is asked where it does not answer")
    return found


def _register(composition: Composition) -> list[str]:
    """The register of apps is written by one and read by all."""
    found = []
    for name in (*SERVICES, "topics", "operations"):
        folder = str(PurePosixPath(composition.environment(name)["SAMSPIL_APPS_FILE"]).parent)
        wanted = f"register:{folder}:ro" if name in SERVICES else f"register:{folder}"
        if composition.services[name].get("volumes") != [wanted] or f" {folder} " not in composition.text(IMAGE):
            found.append(f"{name} has another register of apps")
    return found


def _networks(composition: Composition) -> list[str]:
    networks = composition.whole["networks"]
    found = [f"{name} leads outside" for name in INSIDE if not (networks.get(name) or {}).get("internal")]
    for name, told in composition.services.items():
        joined = set(told["networks"])
        if "edge" in joined and name not in LISTENS:
            found.append(f"{name} is reached from outside and need not be")
        if "database" in joined and name not in (*SERVICES, "postgres", "keycloak") and not name.startswith("migrate-"):
            found.append(f"{name} reaches the database and need not")
        found += [
            f"{name} waits for {other} and cannot reach it"
            for other in _asked(composition, name)
            if not joined & set(composition.services[other]["networks"])
        ]
    return found


def _asked(composition: Composition, name: str) -> list[str]:
    """Other containers this one is told to speak to."""
    said = " ".join(composition.environment(name).values())
    found = [other for other in composition.services if re.search(rf"(?<![\w.-]){other}:\d", said) and other != name]
    return [*found, *(["postgres"] if name in SERVICES or name.startswith("migrate-") else [])]


def _order(composition: Composition) -> list[str]:
    found = []
    for service in SERVICES:
        after = {name: each["condition"] for name, each in composition.services[service].get("depends_on", {}).items()}
        for job in (f"migrate-{service}", "topics"):
            if after.get(job) != "service_completed_successfully":
                found.append(f"{service} does not wait for {job}")
        if composition.services[service].get("command") != ["serve", service]:
            found.append(f"{service} runs something else")
        if composition.services[f"migrate-{service}"].get("command") != ["migrate", service]:
            found.append(f"migrate-{service} runs something else")
    for job, first in (
        ("topics", ("kafka-1", "kafka-2", "kafka-3")),
        *((f"migrate-{s}", ("postgres",)) for s in SERVICES),
    ):
        after = {name: each["condition"] for name, each in composition.services[job].get("depends_on", {}).items()}
        found += [f"{job} does not wait for {name}" for name in first if after.get(name) != "service_healthy"]
    return found
