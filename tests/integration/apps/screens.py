"""What a person reads off the screens of `samspil apps`, and does with it."""

import re
from dataclasses import dataclass
from typing import Any

from deploy.embedded.layout import read_json
from deploy.embedded.stack import Stack
from tests.integration.command import Ran, samspil

SECRET = r"[0-9a-f]{48}"


@dataclass(frozen=True, slots=True)
class Shown:
    """The secrets on a screen."""

    client: str
    kafka: str


async def apps(stack: Stack, *words: str) -> Ran:
    """`samspil apps …` on the stack."""
    return await samspil(stack, "apps", *words)


def secrets(screen: str) -> Shown:
    (client,) = re.findall(rf"HTTP: client secret +({SECRET})$", screen, re.MULTILINE)
    (kafka,) = re.findall(rf"Kafka: adgangskode +({SECRET})$", screen, re.MULTILINE)
    return Shown(client, kafka)


def listed(stack: Stack) -> dict[str, Any]:
    """The apps of `endpoints.json` as it stands now."""
    found: dict[str, Any] = read_json(stack.layout.endpoints)["apps"]
    return found


async def added(stack: Stack, name: str, department: str = "socialpsykiatri") -> Shown:
    ran = await apps(stack, "add", name, "--department", department)
    assert ran.code == 0, ran.said
    return secrets(ran.said)
