"""Sign-in: one name for browsers and services, one realm, one client for the pages; and the mailbox."""

import json
import re

from deploy.identity.realm import REALM, WEB_CLIENT
from shared.messaging.topics import SERVICES
from tests.suites.composition import Composition
from tests.unit.containers.agreements.brokers import certified

START = "deploy/docker/keycloak/start.sh"
REALM_FILE = "deploy/identity/samspil-realm.json"


def faults(composition: Composition) -> list[str]:
    told = composition.environment("keycloak")
    found = []
    for service in SERVICES:
        if composition.environment(service)["SAMSPIL_ISSUER"] != f"{told['KC_HOSTNAME']}/realms/{REALM}":
            found.append(f"{service} trusts another issuer")
    host = told["KC_HOSTNAME"].removeprefix("https://").removesuffix(f":{told['KC_HTTPS_PORT']}")
    if host not in composition.services["keycloak"]["networks"]["identity"]["aliases"]:
        found.append("services do not find the issuer")
    if host not in certified(composition, "keycloak_certificate"):
        found.append("the issuer's certificate is for other names")
    for service in (*SERVICES, "operations"):
        if "identity" not in composition.services[service]["networks"]:
            found.append(f"{service} does not reach the issuer")
    realm = json.loads(composition.text(REALM_FILE))
    clients = {client["clientId"]: client for client in realm["clients"]}
    pages = composition.environment("notifications")
    if pages["SAMSPIL_WEB_CLIENT_ID"] not in clients or pages["SAMSPIL_WEB_CLIENT_ID"] != WEB_CLIENT:
        found.append("the pages have no client")
    filled = {*told, *re.findall(r"^(\w+)=\$\(</run/secrets/", composition.text(START), re.MULTILINE)}
    named = set(re.findall(r"\$\{([A-Z_]+)\}", composition.text(REALM_FILE)))
    found += [f"nobody says {name} to the realm" for name in named - filled]
    if told["SAMSPIL_PUBLIC_URL"] != pages["SAMSPIL_PUBLIC_URL"]:
        found.append("people are sent back elsewhere after signing in")
    if any("stand_in" in json.dumps(client) for client in clients.values()) or len(realm["users"]) != 1:
        found.append("the realm has people or clients of the demo")
    if told["KC_HTTP_ENABLED"] != "false":
        found.append("the issuer answers without TLS")
    return found + _mail(composition)


def _mail(composition: Composition) -> list[str]:
    told, box = composition.environment("notifications"), composition.environment("mailpit")
    found = []
    sender = f"{told['SAMSPIL_SMTP_USERNAME']}:{composition.made['smtp_password']}"
    if composition.made["mailpit_senders"] != sender:
        found.append("the mailbox knows another sender")
    if (
        told["SAMSPIL_SMTP_HOST"] not in certified(composition, "mailpit_certificate")
        or told["SAMSPIL_SMTP_PORT"] != "1025"
    ):
        found.append("mail goes elsewhere")
    if told["SAMSPIL_SMTP_SECURITY"] != "starttls" or box["MP_SMTP_REQUIRE_STARTTLS"] != "true":
        found.append("mail goes without TLS")
    if any("ACCEPT_ANY" in name or "ALLOW_INSECURE" in name for name in box):
        found.append("the mailbox takes mail from anybody")
    return found
