"""What every event's data is made of, and the register of all types."""

from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

PREFIX = "dk.samspil."
Owner = Literal["referral", "kraftcenter", "notifications", "intake"]
"""Whose topic a type is published on; "intake" for the answers to apps, which no service owns."""


class MadeBySamspil:
    """Marks a field that only a service fills in (the sign for it in the catalogue is a circle).

    A report that carries such a field is refused; an event always may. In the JSON Schema it is `readOnly`.
    """

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core), "readOnly": True}


class OwnWords:
    """Marks the few strings on the wire that Samspil itself writes; no reporter's words ever stand there."""


class Part(BaseModel):
    """A record inside a fact's data; held to the same rules as a field of its own."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Fact(BaseModel):
    """The `data` of one CloudEvent: ids, codes and dates, never words or identities.

    A subclass names its place in the catalogue by class keywords::

        class ReferralAccepted(Fact, noun_fact="henvisning.accepteret", owner="referral"): ...

    `reported=False` marks what only Samspil itself makes. `major` starts at 1; a breaking change is a new class with
    the next major. Reading is tolerant (an unknown field is passed over, so that a newer writer breaks nobody);
    reports are read strictly by the intake.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, use_enum_values=False)

    type: ClassVar[str]
    owner: ClassVar[Owner]
    reported: ClassVar[bool]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes the class keywords, which Python offers here before pydantic hands them on below."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, noun_fact: str = "", owner: Owner = "referral", reported: bool = True, major: int = 1, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not noun_fact:
            return
        cls.type = f"{PREFIX}{noun_fact}.v{major}"
        cls.owner = owner
        cls.reported = reported
        if cls.type in _by_type:
            raise TypeError(f"two classes claim {cls.type}")
        _by_type[cls.type] = cls

    def to_wire(self) -> bytes:
        """The data as it stands on Kafka: `model_dump_json`, without what that costs before it begins."""
        return self.__pydantic_serializer__.to_json(self)

    def named_ids(self) -> frozenset[UUID]:
        """Every id in the data, whatever it names; lets intake see that a report rests on one that waits."""
        return frozenset(value for _, value in self if isinstance(value, UUID))


_by_type: dict[str, type[Fact]] = {}


def fact_of(type_: str) -> type[Fact] | None:
    """The class that a CloudEvents `type` names, or None where nobody owns it."""
    return _by_type.get(type_)


def every_fact() -> tuple[type[Fact], ...]:
    """All registered types, in the catalogue's order (import `shared.contracts` first)."""
    return tuple(_by_type.values())
