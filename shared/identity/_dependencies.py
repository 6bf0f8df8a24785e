"""The actor as FastAPI hands it to a route."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
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

_Designation = Annotated[
    UUID | None,
    Header(alias="Samspil-Designation", description="En pårørende uden borger i sit token: den udpegning, der gælder"),
]


async def speaker(caller: Caller, samspil_designation: _Designation = None) -> Actor:
    """The one who asks; a relative whose token names nobody speaks under the designation that the request names.

    What an invitation binds is notifications' to know: its pages name the designation, whose id is told to no relative.
    That it is the citizen's and stands is asked where it is spoken of. A token that names somebody is as it says.
    """
    if samspil_designation is None or caller.role != "relative" or caller.citizen_id is not None:
        return caller
    return replace(caller, designations=frozenset({samspil_designation}))


Speaker = Annotated[Actor, Depends(speaker)]
"""A route's parameter of this type is the one who asks, or a relative under the designation they name."""


def require(*roles: Role) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency that gives the actor where it has any of `roles`, and raises Forbidden where not."""

    async def allowed(caller: Caller) -> Actor:
        if not caller.has(*roles):
            raise Forbidden
        return caller

    return allowed
