"""Which row runs on which rig, and when: lanes of rigs, one after another or side by side."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.faults.load import Vendors
from tests.faults.report import NotRun, Result
from tests.faults.rig import NotHere, Rig
from tests.faults.rows import RIGS, RowSpec
from tests.faults.trial import Trial


@dataclass(frozen=True, slots=True)
class _Serves:
    """A rig: the kinds of rows it is started for, and the kind it helps with from the end while it is there."""

    kinds: Sequence[str]
    helps: str | None = None


LANES: Sequence[Sequence[_Serves]] = (
    (_Serves(["one broker"]),),
    (_Serves(["three brokers"]), _Serves(["small disks", "clocks of their own"], helps="one broker")),
)
"""Rigs one after another in each lane; in the short form the lanes run side by side, as most of a row is waiting."""

ALONE = "one broker"
"""In the short form rows of this kind that measure come when the other lane has ended: it would be measured, too."""


class Run:
    """The rows still to come, by the kind of rig they ask for, and the results of those that have been."""

    def __init__(
        self, rows: Sequence[RowSpec], say: Callable[..., None], *, quick: bool, seed: int, keep: bool = False
    ) -> None:
        self._rows = list(rows)
        self._say = say
        self._quick = quick
        self._seed = seed
        self._keep = keep
        self._alone = [row for row in rows if quick and row.measures]
        self._left = {kind: [row for row in rows if row.rig == kind and row not in self._alone] for kind in RIGS}
        self._results: list[Result | NotRun] = []
        self._lanes: list[asyncio.Task[None]] = []

    async def all(self) -> list[Result | NotRun]:
        """Their results, in the order of the rows; each is said as soon as it is there."""
        if self._quick:
            async with asyncio.TaskGroup() as lanes:
                self._lanes = [lanes.create_task(self._lane(lane)) for lane in LANES]
        else:
            for lane in LANES:
                await self._lane(lane)
        return sorted(self._results, key=lambda result: self._rows.index(result.spec))

    async def _lane(self, rigs: Sequence[_Serves]) -> None:
        for serves in rigs:
            while asked := self._asked_of(serves):
                await self._on_one_rig(serves, asked)

    def _asked_of(self, serves: _Serves) -> list[str]:
        return [kind for kind in serves.kinds if self._left[kind] or (kind == ALONE and self._alone)]

    async def _on_one_rig(self, serves: _Serves, asked: Sequence[str]) -> None:
        """Rows of these kinds, until there are no more or one has left the rig broken."""
        options = {name: value for kind in asked for name, value in RIGS[kind].items()}
        root, begun = Path(tempfile.mkdtemp(prefix="samspil-faults-")), False
        try:
            async with AsyncExitStack() as open_:
                rig = await open_.enter_async_context(Rig.open(root, **options))
                vendors = await open_.enter_async_context(Vendors.open(rig))
                while (row := await self._next(serves)) is not None:
                    begun = True
                    result = await self._one(row, rig, vendors)
                    self._ended(result)
                    if not result.at_rest:
                        break
        except NotHere as reason:
            for kind in asked:
                while self._left[kind] and reason.asked in RIGS[kind]:
                    self._ended(NotRun(self._left[kind].pop(0), str(reason)))
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            if begun:
                self._say(f"     {', '.join(asked)}, at its end: {words}")
            elif row := await self._next(serves):
                self._ended(NotRun(row, f"its rig did not start: {words}", met=False))
        finally:
            if self._keep:
                self._say(f"     {', '.join(asked)}: {root}")
            else:
                shutil.rmtree(root, ignore_errors=True)

    async def _next(self, serves: _Serves) -> RowSpec | None:
        for kind in serves.kinds:
            if left := self._left[kind]:
                return left.pop(0)
        if serves.helps is not None and (left := self._left[serves.helps]):
            # What is broken on purpose stays broken: read again, it would be told after all. No row may follow it.
            whole = [row for row in left if row.bites is None]
            left.remove(row := (whole or left)[-1])
            return row
        if ALONE in serves.kinds and self._alone:
            if others := [lane for lane in self._lanes if lane is not asyncio.current_task()]:
                await asyncio.wait(others)
            return self._alone.pop(0)
        return None

    async def _one(self, row: RowSpec, rig: Rig, vendors: Vendors) -> Result:
        began = time.monotonic()
        # Of its own for each row: the same ids on the same rig would be taken for repeats of an earlier row's.
        trial = await Trial.begin(rig, vendors, quick=self._quick, seed=f"{self._seed}, row {row.number}")
        try:
            await row.act(trial)
        except (Exception, asyncio.CancelledError) as error:
            trial.let_go()
            if isinstance(error, asyncio.CancelledError):
                raise
            return Result(row, trial, time.monotonic() - began, f"{type(error).__name__}: {error}")
        return Result(row, trial, time.monotonic() - began)

    def _ended(self, result: Result | NotRun) -> None:
        self._say(*result.lines())
        self._results.append(result)
