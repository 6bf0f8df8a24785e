"""`python -m tests.faults [--quick] [--row 7 …] [--seed N] [--keep]`: rows, a table, a JSON; 1 where one is not met."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.results import RESULTS, write
from tests.faults.load import Vendors
from tests.faults.report import HEAD, NotRun, Result
from tests.faults.rig import NotHere, Rig, mount_for_ourselves
from tests.faults.rows import RIGS, RowSpec, every_row
from tests.faults.trial import Trial


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
    results = asyncio.run(_all(rows, asked))
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


async def _all(rows: Sequence[RowSpec], asked: argparse.Namespace) -> list[Result | NotRun]:
    results: list[Result | NotRun] = []
    for kind in dict.fromkeys(row.rig for row in rows):
        its = [row for row in rows if row.rig == kind]
        try:
            results += await _on_one_kind(kind, its, asked)
        except NotHere as reason:
            missing = [NotRun(row, str(reason)) for row in its]
            _say(*(line for row in missing for line in row.lines()))
            results += missing
    return results


async def _on_one_kind(kind: str, rows: Sequence[RowSpec], asked: argparse.Namespace) -> list[Result]:
    """One rig for all of them; another one after a row that may have left it broken."""
    results: list[Result] = []
    left = list(rows)
    while left:
        root = Path(tempfile.mkdtemp(prefix="samspil-faults-"))
        try:
            async with AsyncExitStack() as open_:
                rig = await open_.enter_async_context(Rig.open(root, **RIGS[kind]))
                vendors = await open_.enter_async_context(Vendors.open(rig))
                while left:
                    results.append(await _one(left.pop(0), rig, vendors, asked))
                    _say(*results[-1].lines())
                    if not results[-1].at_rest:
                        break
        finally:
            if asked.keep:
                _say(f"     {kind}: {root}")
            else:
                shutil.rmtree(root, ignore_errors=True)
    return results


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
