"""Events with everything filled in, and Hypothesis strategies for any of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin
from uuid import UUID, uuid4

from annotated_types import Ge, Le
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from shared.contracts import Event, Fact, every_fact
from shared.contracts.codes import OneOf
from tests.unit.contracts.thinness import flat

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_versions: Iterator[int] = count(1)


def event(data: Fact, *, loop: UUID | None = None, at: datetime = NOON, id_: UUID | None = None) -> Event[Any]:
    """An event of the type's own service, on loop `loop` (else the referral's or intervention's, else its own)."""
    own = id_ or uuid4()
    named = getattr(data, "referral_id", None) or getattr(data, "intervention_id", None)
    return Event(
        id=own,
        source=f"urn:samspil:{data.owner}",
        subject=UUID(int=1),
        time=at,
        registeredtime=at,
        version=next(_versions),
        causationid=uuid4(),
        correlationid=loop or named or own,
        department=None,
        traceparent=None,
        data=data,
    )


MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 (Hypothesis takes the bounds without a zone and adds one)
    max_value=datetime(2150, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
TRACEPARENTS = st.just("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
_OWN_WORDS = {"event_source": "urn:samspil:app:kraftcenter-app", "topic": "intake.kraftcenter-app"}


def facts(*, reported_only: bool = False) -> st.SearchStrategy[Fact]:
    """Any fact of any type of the catalogue."""
    return st.one_of([of_type(t) for t in every_fact() if t.reported or not reported_only])


def of_type(fact: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = {name: _of(name, f.annotation, tuple(f.metadata)) for name, f in fact.model_fields.items()}
    return st.builds(fact, **fields)


def events() -> st.SearchStrategy[Event[Any]]:
    return st.builds(
        Event,
        id=st.uuids(),
        source=st.sampled_from(["urn:samspil:referral", "urn:samspil:kraftcenter"]),
        subject=st.uuids(),
        time=MOMENTS,
        registeredtime=MOMENTS,
        version=st.integers(1, 2**53),
        causationid=st.uuids(),
        correlationid=st.uuids(),
        department=st.none() | st.just("kraftcenter"),
        traceparent=st.none() | TRACEPARENTS,
        data=facts(),
    )


def _of(name: str, annotation: Any, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(name, args[0], (*metadata, *flat(args[1:])))
    if origin in (Union, UnionType):
        return st.one_of([_of(name, arg, metadata) for arg in args])
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(_of(name, args[0], ()), max_size=3).map(tuple)
    if annotation is str:
        codes = [mark.codes for mark in metadata if isinstance(mark, OneOf)]
        return st.sampled_from(codes[0]) if codes else st.just(_OWN_WORDS.get(name, "/data"))
    if annotation is int:
        lows = [mark.ge for mark in metadata if isinstance(mark, Ge)]
        highs = [mark.le for mark in metadata if isinstance(mark, Le)]
        return st.integers(cast("int", lows[0]) if lows else 0, cast("int", highs[0]) if highs else 2**40)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return of_type(annotation)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        UUID: st.uuids(),
        date: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        AwareDatetime: MOMENTS,
        bool: st.booleans(),
        type(None): st.none(),
    }
    return simple[annotation]
