"""The municipality's rules of who is told: read, changed, and tried out beforehand (I3, P3)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.notifications import handlers
from services.notifications.api.preview import PreviewOut
from services.notifications.domain import rulebook
from services.notifications.domain.overlay import Departure, Difference, Version
from services.notifications.domain.ruled import InForce, Wanted
from services.notifications.domain.rules import Rules
from services.notifications.domain.situation import Situation
from services.notifications.ports import Rulebook
from shared.contracts.codes import DepartmentCode, Level, OfferCode
from shared.contracts.fact import PREFIX
from shared.http import Page
from shared.identity import Actor, require

router = APIRouter(prefix="/rules", tags=["rules"])
_Reader = Annotated[Actor, Depends(require("coordinator", "manager", "operator"))]
_Manager = Annotated[Actor, Depends(require("manager"))]
_STRICT = ConfigDict(extra="forbid", hide_input_in_errors=True)
_Codes = Annotated[frozenset[Annotated[str, Field(max_length=30)]], Field(max_length=30)]


class DepartureIn(BaseModel):
    """Of one event type (short names are understood) whom to tell and not to tell, other than shipped."""

    model_config = _STRICT

    event_type: Annotated[str, Field(min_length=1, max_length=100)]
    tell: _Codes = frozenset()
    withhold: _Codes = frozenset()


_Changes = Annotated[tuple[DepartureIn, ...], Field(max_length=200)]


class ChangeIn(BaseModel):
    """`changes` is everything that is to be other than shipped; or `back_to` names an earlier version, 0 the rules that
    ship. `from_version` is the version the change was made from."""

    model_config = _STRICT

    from_version: Annotated[int, Field(ge=0)]
    changes: _Changes | None = None
    back_to: Annotated[int | None, Field(ge=0)] = None
    reason: Annotated[str | None, Field(max_length=30)] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "ChangeIn":
        if (self.changes is None) is (self.back_to is None):
            raise ValueError("exactly one of changes and back_to")
        return self


class SituationIn(BaseModel):
    """`from_department` refers, or the citizen where it is left out, to `offer`."""

    model_config = _STRICT

    from_department: DepartmentCode | None = None
    offer: OfferCode
    also_involved: DepartmentCode | None = None
    relative: bool = False
    level: Level = 1


class TryIn(BaseModel):
    model_config = _STRICT

    event_type: Annotated[str, Field(min_length=1, max_length=100)]
    situation: SituationIn
    changes: _Changes = ()


class CellOut(BaseModel):
    """One recipient of a type. `free`: a manager decides; else `because` says why not."""

    code: str
    name: str
    told: bool
    shipped: bool
    free: bool
    because: str | None


class RowOut(BaseModel):
    event_type: str
    name: str
    cells: tuple[CellOut, ...]


class TableOut(BaseModel):
    subject: str
    columns: tuple[str, ...]
    rows: tuple[RowOut, ...]


class DepartureOut(BaseModel):
    event_type: str
    tell: list[str]
    withhold: list[str]


class DifferenceOut(BaseModel):
    event_type: str
    code: str
    told: bool


class VersionOut(BaseModel):
    """`by` is the issuer's name of the manager. `differences` are from the version before."""

    version: int
    at: datetime
    by: str
    name: str
    department: str
    reason: str | None
    back_to: int | None
    differences: tuple[DifferenceOut, ...]


class RulesOut(BaseModel):
    """`version` is 0 and `at` and `by` are null while the shipped rules count as they are."""

    version: int
    at: datetime | None
    by: str | None
    tables: tuple[TableOut, ...]
    changes: tuple[DepartureOut, ...]


class ComparedOut(BaseModel):
    present: PreviewOut
    edited: PreviewOut


def _book(request: Request) -> Rulebook:
    book: Rulebook = request.app.state.rulebook
    return book


def _shipped(request: Request) -> Rules:
    rules: Rules = request.app.state.ruling.shipped
    return rules


_Book = Annotated[Rulebook, Depends(_book)]
_Shipped = Annotated[Rules, Depends(_shipped)]


@router.get("", summary="Who is told of what")
async def read(reader: _Reader, book: _Book, shipped: _Shipped) -> RulesOut:
    """The rules in force, in Danish."""
    return _shown(await handlers.rules_in_force(book, shipped), shipped)


@router.get("/versions", summary="Every change there was")
async def versions(
    reader: _Reader,
    book: _Book,
    shipped: _Shipped,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[VersionOut]:
    """Newest first."""
    page = await handlers.rule_changes(book, shipped, cursor=cursor, limit=limit)
    return Page(items=[_version(each.version, each.differences) for each in page.items], next=page.next)


@router.put("", summary="Change who is told of what")
async def change(manager: _Manager, asked: ChangeIn, book: _Book, shipped: _Shipped) -> RulesOut:
    """Stored as a new version; nothing is overwritten. In force within a second."""
    departures = None if asked.changes is None else _departures(asked.changes)
    wanted = Wanted(asked.from_version, departures, asked.back_to, asked.reason)
    name = manager.name or manager.subject
    return _shown(await handlers.change_rules(manager.reporter(), name, wanted, book, shipped), shipped)


@router.post("/preview", summary="Who would get what, under the rules in force and under others")
async def preview(request: Request, reader: _Reader, asked: TryIn, book: _Book, shipped: _Shipped) -> ComparedOut:
    """By example; no citizen is looked up, and nothing is stored."""
    now = await handlers.rules_in_force(book, shipped)
    said = asked.situation
    situation = Situation(said.from_department, said.offer, said.also_involved, said.relative, said.level)
    type_ = asked.event_type if asked.event_type.startswith(PREFIX) else f"{PREFIX}{asked.event_type}.v1"
    found = handlers.compare_rules(
        type_, situation, _departures(asked.changes), now.rules, shipped, request.app.state.listening.now
    )
    return ComparedOut(
        present=PreviewOut.model_validate(asdict(found.present)), edited=PreviewOut.model_validate(asdict(found.edited))
    )


def _departures(given: tuple[DepartureIn, ...]) -> tuple[Departure, ...]:
    return tuple(Departure(row.event_type, row.tell, row.withhold) for row in given)


def _shown(now: InForce, shipped: Rules) -> RulesOut:
    return RulesOut(
        version=now.number,
        at=now.version and now.version.at,
        by=now.version and now.version.name,
        tables=tuple(TableOut.model_validate(asdict(table)) for table in rulebook.tables(now.rules, shipped)),
        changes=tuple(
            DepartureOut(event_type=row.type, tell=sorted(row.tell), withhold=sorted(row.withhold))
            for row in now.overlay
        ),
    )


def _version(version: Version, different: tuple[Difference, ...]) -> VersionOut:
    return VersionOut(
        version=version.number,
        at=version.at,
        by=version.by,
        name=version.name,
        department=version.department,
        reason=version.reason,
        back_to=version.back_to,
        differences=tuple(DifferenceOut(event_type=d.type, code=d.code, told=d.told) for d in different),
    )
