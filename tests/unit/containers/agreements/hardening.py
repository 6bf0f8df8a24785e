"""What every container has, whatever runs in it."""

import re

from tests.suites.composition import Composition

PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?")
STEPS = {"topics", "operations", "migrate-referral", "migrate-kraftcenter", "migrate-notifications"}
UNASKED = {"otel-collector"}
"""Its image holds one program, and nothing that could ask it."""


def faults(composition: Composition) -> list[str]:
    return [fault for name in composition.services for fault in _of(composition, name)]


def _of(composition: Composition, name: str) -> list[str]:
    told = composition.services[name]
    limits = told.get("deploy", {}).get("resources", {}).get("limits", {})
    logging = told.get("logging", {}).get("options", {})
    holds = {
        "is not pinned": bool(PINNED.fullmatch(told.get("image", ""))),
        "may write to its own files": told.get("read_only") is True,
        "has rights of the system": told.get("cap_drop") == ["ALL"] and "cap_add" not in told,
        "may get more rights": told.get("security_opt") == ["no-new-privileges:true"] and "privileged" not in told,
        "runs as root": re.fullmatch(r"[1-9]\d*(:\d+)?", str(told.get("user", ""))) is not None,
        "may take all of the machine": {"cpus", "memory", "pids"} <= limits.keys(),
        "fills the disk with its log": {"max-size", "max-file"} <= logging.keys(),
        "is started again wrongly": told.get("restart") == ("no" if name in STEPS else "unless-stopped"),
        "is not asked how it does": name in STEPS | UNASKED or "test" in told.get("healthcheck", {}),
        "is on a network of all": bool(told.get("networks")) and "network_mode" not in told,
        "sees the machine's own files": not any(_too_much(each) for each in told.get("volumes", [])),
    }
    return [f"{name} {fault}" for fault, right in holds.items() if not right]


def _too_much(volume: object) -> bool:
    """Anything but a volume with a name."""
    return not re.match(r"[a-z][a-z0-9-]*:/", str(volume))
