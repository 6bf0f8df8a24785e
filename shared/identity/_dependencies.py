"""The actor as FastAPI hands it to a route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.contracts.report import Role
from shared.identity._actor import Actor, Forbidden, Unauthenticated
from shared.identity._verifier import Verifier

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="issuer")


async def actor(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """The bearer of the request's token, by the verifier at `app.state.verifier`.

    Raises Unauthenticated without a token or for one that does not hold.
    """
    if credentials is None:
        raise Unauthenticated("no_token")
    verifier: Verifier = request.app.state.verifier
    return await verifier.verify(credentials.credentials)


Caller = Annotated[Actor, Depends(actor)]
"""A route's parameter of this type is the one who asks."""


def require(*roles: Role) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency that gives the actor where it has any of `roles`, and raises Forbidden where not."""

    async def allowed(caller: Caller) -> Actor:
        if not caller.has(*roles):
            raise Forbidden
        return caller

    return allowed
