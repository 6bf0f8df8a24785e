"""Parts that come only when they are asked for."""

from typing import Protocol

from deploy.embedded.choice import Choice
from deploy.embedded.layout import Layout
from deploy.embedded.part import Part
from deploy.embedded.sandbox.part import Sandbox
from deploy.embedded.services import Environment


class Page(Part, Protocol):
    """A part with an address, which stands in `endpoints.json` under the part's name."""

    @property
    def url(self) -> str: ...


def optional_parts(choice: Choice, layout: Layout, ports: dict[str, int], environment: Environment) -> tuple[Page, ...]:
    """What `choice` adds to every stack's parts."""
    return (Sandbox(layout, ports, environment),) if choice.sandbox else ()
