"""The Kafka cluster and the register of apps that the environment names: how production is administered."""

import os
from pathlib import Path

from deploy.embedded.part import CannotStart
from deploy.register import Register, Unreadable
from shared.messaging.topics_admin import Cluster


def named() -> bool:
    """Whether the environment names a cluster; where not, the commands mean the embedded stack."""
    return "SAMSPIL_KAFKA_BOOTSTRAP" in os.environ


def cluster() -> Cluster:
    """As its administrator reaches it. Raises `CannotStart` for a variable that is missing."""
    return Cluster(
        os.environ["SAMSPIL_KAFKA_BOOTSTRAP"],
        secret("SAMSPIL_KAFKA_ADMIN_USERNAME"),
        secret("SAMSPIL_KAFKA_ADMIN_PASSWORD"),
        os.environ.get("SAMSPIL_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        os.environ.get("SAMSPIL_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"),
        os.environ.get("SAMSPIL_KAFKA_CA_FILE"),
    )


def apps() -> dict[str, str]:
    """App → department, from SAMSPIL_APPS_FILE, else SAMSPIL_APPS. Raises `CannotStart` where the file is no register.

    A file that is not there is a fault, too: taken for an empty one, it would have every app's rights pruned.
    """
    name = os.environ.get("SAMSPIL_APPS_FILE")
    if name is None:
        pairs = (pair.strip().partition("=") for pair in os.environ.get("SAMSPIL_APPS", "").split(",") if pair.strip())
        return {app: department for app, _, department in pairs}
    if not Path(name).exists():
        raise CannotStart("SAMSPIL_APPS_FILE: filen findes ikke; er der ingen apps endnu, skal der stå {} i den")
    try:
        return Register(Path(name)).all()
    except Unreadable:
        raise CannotStart("SAMSPIL_APPS_FILE: filen er ikke et register over apps") from None


def told(name: str) -> bool:
    """Whether the environment holds a setting, itself or as a file that NAME_FILE names."""
    return name in os.environ or f"{name}_FILE" in os.environ


def secret(name: str) -> str:
    """A setting from the environment, or from the file NAME_FILE names. Raises `CannotStart` where it is in neither."""
    if name in os.environ:
        return os.environ[name]
    if f"{name}_FILE" in os.environ:
        try:
            return Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        except OSError:
            raise CannotStart(f"{name}_FILE: filen kan ikke læses") from None
    raise CannotStart(f"miljøvariablen {name} mangler (eller {name}_FILE)")
