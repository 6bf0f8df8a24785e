"""`python -m benchmarks`: measures each row, prints the table, writes `.local/results/bench.json`.

Exits with 1 where a row could not be measured, misses its goal with no floor shown, or does not keep its floor's bound.
Of some rows alone `bench-some.json` is written.
`--small` only shows that the rows work: nothing is judged or written.
"""

import argparse
import asyncio
import sys
import traceback
from dataclasses import replace

from benchmarks import table
from benchmarks.pairing import REPEATS
from benchmarks.place import Place
from benchmarks.registry import Bench, chosen
from benchmarks.results import Row, write


def main(arguments: list[str] | None = None) -> int:
    asked = _read(arguments)
    try:
        rows = chosen(asked.row)
    except LookupError as unknown:
        sys.stderr.write(f"{unknown.args[0]}\n")
        return 2
    measured = asyncio.run(_measure(rows, asked.repeats, small=asked.small))
    if not asked.small:
        write("bench-some" if asked.row else "bench", measured)
    table.summary(measured)
    return int(any(row.failed for row in measured))


async def _measure(rows: dict[str, Bench], repeats: int, *, small: bool) -> list[Row]:
    measured = []
    table.head()
    async with Place.open(repeats=repeats, small=small) as place:
        for name, bench in rows.items():
            try:
                row = await bench(place)
                measured.append(replace(row, met=None) if small else row)
            except Exception as error:
                # The others are worth an hour.
                traceback.print_exc()
                measured.append(Row(name, name, "", None, False, {"why": f"{type(error).__name__} while it ran"}))
            table.show(measured[-1])
    return measured


def _read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures Samspil against its goals.")
    parser.add_argument(
        "--row", action="append", default=[], metavar="NAME", help="only this row, or those that begin so"
    )
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often each pair is measured in turns")
    parser.add_argument("--small", action="store_true", help="only see that the rows work; judged by nobody")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
