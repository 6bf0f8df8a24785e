"""What an instance says of itself over HTTP; one that does not answer says nothing."""

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx2

PATIENCE_S = 5.0
"""Longer than `/readyz` waits for what it looks at."""


async def reason(client: httpx2.AsyncClient, url: str) -> str | None:
    """Why the instance is not ready, in its own words; None where it is."""
    try:
        answer = await client.get(f"{url}/readyz", timeout=PATIENCE_S)
    except httpx2.HTTPError as error:
        return f"does not answer ({type(error).__name__})"
    if answer.status_code == 200:
        return None
    reasons: dict[str, str] = answer.json().get("reasons", {})
    return ", ".join(f"{part}: {why}" for part, why in sorted(reasons.items())) or f"answers {answer.status_code}"


async def metric(client: httpx2.AsyncClient, url: str, name: str) -> float | None:
    """A metric without labels; None where the instance does not answer or does not have it."""
    return (await labelled(client, url, name)).get("")


async def labelled(client: httpx2.AsyncClient, url: str, name: str) -> dict[str, float]:
    """A metric by its labels as they are written; nothing where the instance does not answer or does not have it."""
    try:
        answer = await client.get(f"{url}/metrics", timeout=1)
    except httpx2.HTTPError:
        return {}
    found = {}
    for line in answer.text.splitlines():
        if line.startswith((f"{name} ", f"{name}{{")):
            labels, _, value = line.removeprefix(name).rpartition(" ")
            found[labels] = float(value)
    return found


async def time_of(client: httpx2.AsyncClient, url: str) -> datetime | None:
    """The time of day it is there, to the second; None where the instance does not answer."""
    try:
        answer = await client.get(f"{url}/healthz", timeout=PATIENCE_S)
    except httpx2.HTTPError:
        return None
    return parsedate_to_datetime(answer.headers["Date"])


async def until_ready(client: httpx2.AsyncClient, urls: dict[str, str], seconds: float) -> None:
    """Until each says it is ready. Raises `TimeoutError` with the reason of the first that is not."""
    reasons: dict[str, str | None] = dict.fromkeys(urls, "was not asked")

    async def one(part: str) -> None:
        while (why := await reason(client, urls[part])) is not None:
            reasons[part] = why
            await asyncio.sleep(0.2)
        reasons[part] = None

    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(one(part) for part in urls))
    except TimeoutError:
        late = "; ".join(f"{part} ({why})" for part, why in reasons.items() if why is not None)
        raise TimeoutError(f"not ready after {seconds:.0f} s: {late}") from None
