"""The ids of one playing, by the names its story has for them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from deploy.demo.story import Address, Day, EventOf, Id


class Naming:
    """`known` are ids given from outside, of the cast; the others are made when they are first named."""

    def __init__(self, today: date, known: Mapping[str, str], addresses: Mapping[str, str]) -> None:
        self._today = today
        self._ids = dict(known)
        self._addresses = addresses
        self._events: dict[str, str] = {}

    def id(self, name: str) -> str:
        return self._ids.setdefault(name, str(uuid4()))

    def call(self, name: str, id_: str) -> None:
        """From now on this is what the name stands for."""
        self._ids[name] = id_

    def happened(self, fact: str, event_id: str) -> None:
        """The latest event of its type."""
        self._events[fact] = event_id

    def filled(self, value: Any) -> Any:
        """The value with what is named in it. Raises KeyError for an event that has not happened."""
        match value:
            case Id(name):
                return self.id(name)
            case Day(later):
                return str(self._today + timedelta(days=later))
            case EventOf(fact):
                return self._events[fact]
            case Address(name):
                return self._addresses[name]
            case Mapping():
                return {key: self.filled(one) for key, one in value.items()}
            case list() | tuple():
                return [self.filled(one) for one in value]
        return value

    def path(self, path: str) -> str:
        """`{name}` becomes that id, and `{event:noun.fact}` that event's."""
        parts = path.replace("}", "{").split("{")
        return "".join(self._named(part) if n % 2 else part for n, part in enumerate(parts))

    def _named(self, name: str) -> str:
        return self._events[name.removeprefix("event:")] if name.startswith("event:") else self.id(name)
