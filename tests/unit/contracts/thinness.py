"""Finds every field in which free text or an identity could stand."""

from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Le
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from shared.contracts.codes import OneOf
from shared.contracts.fact import OwnWords

LARGEST = 99_999_999
"""Nine digits and more could be a CPR or a telephone number."""


def loose_fields(model: type[BaseModel]) -> list[str]:
    """Fields of the model and of the parts in it that hold more than codes, ids, days, moments, counts, yes or no."""
    return [
        f"{model.__name__}.{name}"
        for name, field in model.model_fields.items()
        if not _thin(field.annotation, tuple(field.metadata))
    ] + [loose for part in _parts(model) for loose in loose_fields(part)]


def _thin(annotation: Any, metadata: tuple[Any, ...]) -> bool:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _thin(args[0], (*metadata, *flat(args[1:])))
    if origin in (Union, UnionType):
        return all(_thin(arg, metadata) for arg in args)
    if origin is Literal:
        return True
    if origin is tuple:
        return all(_thin(arg, ()) for arg in args if arg is not ...)
    if annotation is str:
        return any(isinstance(mark, OneOf | OwnWords) for mark in metadata)
    if annotation is int:
        return any(isinstance(mark, Le) and mark.le <= LARGEST for mark in metadata)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return annotation in (UUID, date, AwareDatetime, bool, type(None))


def flat(marks: tuple[Any, ...]) -> tuple[Any, ...]:
    """Constraints one by one; inside a union pydantic leaves them folded in a `Field`."""
    return tuple(inner for mark in marks for inner in (mark.metadata if isinstance(mark, FieldInfo) else (mark,)))


def own_words(model: type[BaseModel]) -> list[str]:
    """Fields marked as written by Samspil itself, in the model and its parts."""
    return [
        f"{model.__name__}.{name}"
        for name, field in model.model_fields.items()
        if "OwnWords" in repr((field.annotation, field.metadata))
    ] + [words for part in _parts(model) for words in own_words(part)]


def _parts(model: type[BaseModel]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []

    def look(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            found.append(annotation)
        for arg in get_args(annotation):
            look(arg)

    for field in model.model_fields.values():
        look(field.annotation)
    return found
