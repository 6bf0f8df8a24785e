"""`python -m tests.faults [--quick] [--row 7 …] [--seed N] [--keep]`: rows, a table, a JSON; 1 where one is not met."""

import argparse
import asyncio
import sys
import time

from benchmarks.results import RESULTS, write
from tests.faults.lanes import Run
from tests.faults.report import HEAD
from tests.faults.rig import mount_for_ourselves
from tests.faults.rows import RIGS, every_row


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
    results = asyncio.run(Run(rows, _say, quick=asked.quick, seed=asked.seed, keep=asked.keep).all())
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


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
