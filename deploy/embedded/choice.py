"""What one stack is to have beyond the ordinary: chosen when it starts, remembered for the commands that look at it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Self

from deploy.embedded.layout import Layout, read_json, write_json

Identity = Literal["issuer", "keycloak"]
IDENTITIES: tuple[Identity, ...] = ("issuer", "keycloak")


@dataclass(frozen=True, slots=True)
class Choice:
    """`identity` is who signs people in: the small issuer or Keycloak. `sandbox` adds the page for vendors.

    `brokers` is how many brokers Kafka has; None: as many as its data are made for, one where there are none.
    """

    identity: Identity = "issuer"
    sandbox: bool = False
    brokers: int | None = None

    @classmethod
    def of(cls, layout: Layout) -> Self:
        """What the stack there was last started with."""
        return cls(**(read_json(_path(layout)) or {}))

    def remember(self, layout: Layout) -> None:
        write_json(_path(layout), asdict(self))

    def arguments(self) -> list[str]:
        """The same choice as words for `samspil up`."""
        words = [] if self.identity == "issuer" else ["--identity", self.identity]
        words += [] if self.brokers is None else ["--brokers", str(self.brokers)]
        return [*words, "--sandbox"] if self.sandbox else words


def _path(layout: Layout) -> Path:
    return layout.run / "choice.json"
