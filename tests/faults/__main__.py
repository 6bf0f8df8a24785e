"""`python -m tests.faults [--quick] [--row 7 …] [--seed N] [--keep]`: rows, a table, a JSON; 1 where one is not met."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RESULTS, write
from tests.faults.load import Vendors
from tests.faults.report import HEAD, NotRun, Result
from tests.faults.rig import NotHere, Rig, mount_for_ourselves
from tests.faults.rows import RIGS, RowSpec, every_row
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


def main() -> int:
    asked = _asked()
    rows = [row for row in every_row() if not asked.row or row.number in asked.row]
    if not rows:
        sys.stderr.write("there is no such row\n")
        return 2
    if any("disks" in RIGS[row.rig] for row in rows):
        mount_for_ourselves()
    name = "faults-quick" if asked.quick else "faults"
    _say(HEAD)
    began = time.monotonic()
    results = asyncio.run(_Run(rows, asked).all())
    missed = sum(result.met is False for result in results)
    _say(f"{len(results)} rows in {time.monotonic() - began:.0f} s, seed {asked.seed}: {missed or 'none'} not met")
    # A run of some rows is no result of the whole.
    written = write(f"{name}-some" if asked.row else name, [result.row() for result in results])
    _say(str(written.relative_to(RESULTS.parents[1])))
    return 1 if missed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each row in its short form")
    parser.add_argument("--row", action="append", metavar="NUMBER", help="this row alone; several may be named")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="for a run as an earlier one")
    parser.add_argument("--keep", action="store_true", help="leave the rigs' folders, with their logs, and say where")
    return parser.parse_args()


class _Run:
    """The rows still to come, by the kind of rig they ask for, and the results of those that have been."""

    def __init__(self, rows: Sequence[RowSpec], asked: argparse.Namespace) -> None:
        self._rows = list(rows)
        self._asked = asked
        self._left = {kind: [row for row in rows if row.rig == kind] for kind in RIGS}
        self._results: list[Result | NotRun] = []

    async def all(self) -> list[Result | NotRun]:
        if self._asked.quick:
            await asyncio.gather(*map(self._lane, LANES))
        else:
            for lane in LANES:
                await self._lane(lane)
        return sorted(self._results, key=lambda result: self._rows.index(result.spec))

    async def _lane(self, rigs: Sequence[_Serves]) -> None:
        for serves in rigs:
            while any(self._left[kind] for kind in serves.kinds):
                await self._on_one_rig(serves)

    async def _on_one_rig(self, serves: _Serves) -> None:
        """Rows of these kinds, until there are no more or one has left the rig broken."""
        asked = [kind for kind in serves.kinds if self._left[kind]]
        options = {name: value for kind in asked for name, value in RIGS[kind].items()}
        root, begun = Path(tempfile.mkdtemp(prefix="samspil-faults-")), False
        try:
            async with AsyncExitStack() as open_:
                rig = await open_.enter_async_context(Rig.open(root, **options))
                vendors = await open_.enter_async_context(Vendors.open(rig))
                while (row := self._next(serves)) is not None:
                    begun = True
                    result = await _one(row, rig, vendors, self._asked)
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
                _say(f"     {', '.join(asked)}, at its end: {words}")
            elif row := self._next(serves):
                self._ended(NotRun(row, f"its rig did not start: {words}", met=False))
        finally:
            if self._asked.keep:
                _say(f"     {', '.join(asked)}: {root}")
            else:
                shutil.rmtree(root, ignore_errors=True)

    def _next(self, serves: _Serves) -> RowSpec | None:
        for kind in serves.kinds:
            if left := self._left[kind]:
                return left.pop(0)
        if serves.helps is not None and self._left[serves.helps]:
            return self._left[serves.helps].pop()
        return None

    def _ended(self, result: Result | NotRun) -> None:
        _say(*result.lines())
        self._results.append(result)


async def _one(row: RowSpec, rig: Rig, vendors: Vendors, asked: argparse.Namespace) -> Result:
    began = time.monotonic()
    # Of its own for each row: the same ids on the same rig would be taken for repeats of an earlier row's.
    trial = await Trial.begin(rig, vendors, quick=asked.quick, seed=f"{asked.seed}, row {row.number}")
    try:
        await row.act(trial)
    except (Exception, asyncio.CancelledError) as error:
        trial.let_go()
        if isinstance(error, asyncio.CancelledError):
            raise
        return Result(row, trial, time.monotonic() - began, f"{type(error).__name__}: {error}")
    return Result(row, trial, time.monotonic() - began)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
