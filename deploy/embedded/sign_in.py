"""What the stack needs of whoever signs people in, whether that is the small issuer or Keycloak."""

from typing import Protocol

from deploy.embedded.part import Part


class SignIn(Part, Protocol):
    """A part that gives tokens. `url` is the issuer as it stands in them, without a final slash."""

    @property
    def url(self) -> str: ...

    @property
    def token_endpoint(self) -> str: ...

    async def tell_citizen(self, citizen: str) -> None:
        """Once the demo citizen is registered: tokens say from now on for whom the citizen and their relative stand.

        Raises `NotTold` where it cannot be told.
        """


class NotTold(Exception):
    """One Danish line: why tokens do not say for whom somebody stands."""
