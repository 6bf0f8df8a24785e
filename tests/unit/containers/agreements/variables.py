"""What services and jobs are told, against what they read."""

import re

from shared.messaging.topics import SERVICES
from shared.runtime import Settings
from tests.suites.composition import Composition

PREFIX = "SAMSPIL_"
NEVER = {"stand_in_tokens", "webhook_private_addresses"}
"""Only for trying: tokens that stand in for a person, and webhooks to one's own machine."""
LEFT_TO_THEMSELVES = {
    "instance",
    "clocks",
    "courses",
    "quiet_hours",
    "apps",
    "erasure_ask_days",
    "keep_access_log_days",
    "keep_receipts_days",
    "keep_inbox_days",
    "keep_tombstones_days",
    "keep_deliveries_days",
    "keep_invitations_days",
}
"""What has the right default in production: named here, so that a new setting is thought about once."""
ONE_SERVICE = {
    "cpr_key": "referral",
    "referral_url": "notifications",
    "kraftcenter_url": "notifications",
    "traces_url": "notifications",
    "web_client_id": "notifications",
    "web_client_secret": "notifications",
    "smtp_host": "notifications",
    "smtp_port": "notifications",
    "smtp_username": "notifications",
    "smtp_password": "notifications",
    "smtp_security": "notifications",
    "mail_from": "notifications",
}
PATHS = {"kafka_ca_file", "apps_file"}
"""Settings that are themselves paths."""
JOBS = tuple(f"deploy/cli/{name}.py" for name in ("prepare", "cluster", "apps/houses", "apps/webhook"))
CLUSTER = {"KAFKA_BOOTSTRAP", "KAFKA_CA_FILE", "KAFKA_ADMIN_USERNAME", "KAFKA_ADMIN_PASSWORD_FILE", "APPS_FILE"}
NEEDED = {
    **{f"migrate-{service}": {"MIGRATION_DATABASE_URL_FILE", "DATABASE_URL_FILE"} for service in SERVICES},
    "topics": CLUSTER,
    "operations": CLUSTER,
}
"""Without these a job would mean the embedded stack of a machine that has none."""


def faults(composition: Composition) -> list[str]:
    found: list[str] = []
    for service in SERVICES:
        if service not in composition.services:
            found.append(f"{service} has no container")
            continue
        found += _of_service(service, told(composition, service))
    read = set(re.findall(rf"[\"']({PREFIX}[A-Z_]+)[\"']", "".join(composition.text(path) for path in JOBS)))
    for job, needed in NEEDED.items():
        names = {name for name in composition.environment(job) if name.startswith(PREFIX)}
        found += [f"{job} does not read {name}" for name in names - read - {f"{name}_FILE" for name in read}]
        found += [f"{job} lacks {name}" for name in {f"{PREFIX}{name}" for name in needed} - names]
    asked = composition.environment("operations")
    if asked["SAMSPIL_KEYCLOAK_URL"] != composition.environment("keycloak")["KC_HOSTNAME"]:
        found.append("apps are made at another issuer")
    return found


def told(composition: Composition, service: str) -> dict[str, str]:
    """Setting → what the container is told, or the file it is to be read from."""
    found: dict[str, str] = {}
    for name, value in composition.environment(service).items():
        if name.startswith(PREFIX):
            setting = name.removeprefix(PREFIX).lower()
            found[setting if setting in PATHS else setting.removesuffix("_file")] = value
    return found


def _of_service(service: str, values: dict[str, str]) -> list[str]:
    fields = Settings.model_fields
    mine = {name for name in fields if ONE_SERVICE.get(name, service) == service}
    # Everything is said, also what has a default: the defaults are for one machine without containers.
    missing = mine - values.keys() - NEVER - LEFT_TO_THEMSELVES
    return [
        *(f"{service} lacks {name}" for name in sorted(missing)),
        *(f"{service} does not read {name}" for name in sorted(values.keys() - mine)),
        *(f"{service} must not be told {name}" for name in sorted(values.keys() & NEVER)),
    ]
