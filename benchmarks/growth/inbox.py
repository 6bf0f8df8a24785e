"""How long an inbox takes to open with a hundred notices of one's own department, and with a million."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from statistics import median, quantiles

import httpx2

from benchmarks.events import UNSAMPLED
from benchmarks.growth import people
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.serving import Serving

NAME = "inbox"
GOAL = 1.2
BUSY, QUIET = ("mette", "socialpsykiatri"), ("anne", "kraftcenter")
LOOKS = {
    "GET /inbox": "/inbox",
    "GET /inbox?unread=true": "/inbox?unread=true",
    "the page": "/indbakke",
    "the page, unread alone": "/indbakke?vis=ulaeste",
    "the page, of a sender who sent none": "/indbakke?fra=paaroerende",
    "the page, of a type nobody was told of": "/indbakke?type=besked.kvitteret",
    "the page, what is overdue": "/indbakke?overskredet=1",
}
_PAGES = "/indbakke"

# Of each department's notices fifty ask for something and are open: what is asked is answered, however long the list of
# what was told grows. A thousand of the million are unread, far apart; all of the hundred.
_NOTICES = """
INSERT INTO notices (id, event_id, subject, correlationid, recipient, channel, action, due, because, created_at,
    traceparent, read_at, read_by, settled_at, event_type, sender)
SELECT uuidv7(), event_id, subject, correlationid, 'department:' || $1, 'inbox', CASE WHEN asks THEN 'answer' END,
    CASE WHEN asks THEN time + interval '5 days' END, 'involved', time, traceparent,
    CASE WHEN read THEN time END, CASE WHEN read THEN 'En Kollega' END, CASE WHEN asks AND NOT open THEN time END,
    type, department
FROM (
    SELECT *, NOT open AND n % $5 <> 1 AS read FROM (
        SELECT *, n % $4 = 0 AS asks, n % $4 = 0 AND (n - $2) / $4 < 50 AS open
        FROM (SELECT row_number() OVER (ORDER BY seq) AS n, * FROM events) AS numbered WHERE n BETWEEN $2 AND $3
    ) AS asking
) AS shown ORDER BY n
"""


async def row(place: Place) -> Row:
    """By the clock, from the client: what somebody waits for. Requests go in turns, one at a time."""
    few, many, asked = place.size(100, 10), place.size(1_000_000, 1_000), place.size(200, 2)
    seconds: dict[str, dict[str, list[float]]] = {look: {"large": [], "small": []} for look in LOOKS}
    await _fill(place, few, many)
    async with (
        Serving.open(place, "notifications") as serving,
        _signed_in(serving, BUSY[0]) as large,
        _signed_in(serving, QUIET[0]) as small,
    ):
        for turn in range(-3 if asked > 2 else 0, asked):
            for look, path in LOOKS.items():
                for side, get in (("large", large), ("small", small)):
                    took = await get(path)
                    if turn >= 0:
                        seconds[look][side].append(took)
    async with place.owner("notifications") as owner:
        looked = await owner.fetchval(
            "SELECT pg_total_relation_size('access_log') / greatest(count(*), 1) FROM access_log"
        )
    await place.empty("notifications")
    pairs = {
        look: Pair(tuple(_middles(found["large"])), tuple(_middles(found["small"]))) for look, found in seconds.items()
    }
    p95 = {look: {side: _p95(some) for side, some in found.items()} for look, found in seconds.items()}
    p50 = {look: {side: median(some) for side, some in found.items()} for look, found in seconds.items()}
    name = "inbox with 100 → 1M notices of one's department, against itself"
    return all_at_most(name, NAME, GOAL, pairs, p50=p50, p95=p95, bytes_a_look=looked)


def _middles(values: list[float], parts: int = 5) -> list[float]:
    """The median of each fifth of the run: both sides' next to each other are a turn."""
    each = max(1, len(values) // parts)
    return [median(values[n : n + each]) for n in range(0, each * (len(values) // each), each)]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


Get = Callable[[str], Awaitable[float]]


async def _fill(place: Place, few: int, many: int) -> None:
    """That many notices of the two departments."""
    await place.empty("notifications")
    async with place.owner("notifications") as owner:
        await people.fill(owner, "events", people.EVENTS, many + few, UNSAMPLED)
        async with people.without_indexes(owner, "notices"):
            for (_, department), first, last in ((BUSY, 1, many), (QUIET, many + 1, many + few)):
                number = last - first + 1
                rare = (max(2, number // 6_000), 1_000) if number > few else (2, 2)
                await owner.execute(_NOTICES, department, first, last, *rare, timeout=None)
    await place.checkpoint()


@asynccontextmanager
async def _signed_in(serving: Serving, who: str) -> AsyncIterator[Get]:
    """Gives how many seconds it took that person to get an address: as an app's page would, or as a browser."""
    url = f"http://127.0.0.1:{serving.port('notifications')}"
    bearer = {"Authorization": await serving.bearer(who)}
    async with (
        httpx2.AsyncClient(timeout=60, trust_env=False, headers=bearer) as api,
        httpx2.AsyncClient(timeout=60, trust_env=False, follow_redirects=True) as browser,
    ):
        issuer = await browser.get(url + _PAGES)
        (await browser.post(issuer.url, data={"person": who})).raise_for_status()

        async def get(path: str) -> float:
            client = browser if path.startswith(_PAGES) else api
            began = time.perf_counter()
            found = await client.get(url + path)
            took = time.perf_counter() - began
            found.raise_for_status()
            return took

        yield get
