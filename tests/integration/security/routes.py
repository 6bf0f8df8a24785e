"""Every page there is, so that a test of all of them knows of one that is added."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from fastapi.routing import APIRoute

from services.notifications.web import router

_LIVE = ("/stroem", "/live")
"""Ends of addresses that go on until the reader goes."""


def routes(method: str, among: Iterable[Any] = router.routes) -> Iterator[APIRoute]:
    for route in among:
        if isinstance(route, APIRoute):
            if method in (route.methods or ()) and not route.path.endswith(_LIVE):
                yield route
        else:  # a router that was included; FastAPI has no public name for it
            yield from routes(method, route.original_router.routes)


def address(route: APIRoute, known: Mapping[str, str], otherwise: str) -> str:
    """The route's path with what is known by the names of its parameters, else `otherwise`."""
    path = route.path.replace(":path}", "}")
    for name in route.param_convertors:
        path = path.replace(f"{{{name}}}", quote(known.get(name, otherwise), safe=""))
    return path
