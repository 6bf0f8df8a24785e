"""A service's second door: type of report → handler."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from shared.contracts.fact import Fact
from shared.contracts.report import Report

F = TypeVar("F", bound=Fact)
Handler = Callable[[Report[Any], Any], Awaitable[None]]


class Reports:
    """`@reports.on(ReferralCreated)` registers what decides on reports of that type. One handler a type.

    A handler publishes through its `Work`, raises `Refused`, or raises `Waits`.
    """

    def __init__(self) -> None:
        self._by_type: dict[str, Handler] = {}

    def on(self, fact: type[F]) -> Callable[[Callable[[Report[F], Any], Awaitable[None]]], Handler]:
        def register(handler: Callable[[Report[F], Any], Awaitable[None]]) -> Handler:
            if fact.type in self._by_type:
                raise ValueError(f"{fact.type} has a handler already")
            self._by_type[fact.type] = handler
            return handler

        return register

    def handler(self, type_: str) -> Handler | None:
        return self._by_type.get(type_)

    def types(self) -> frozenset[str]:
        return frozenset(self._by_type)
