"""The mail that a run sends: to whom it should come, that nobody else gets any, and that it says nothing of anybody."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

_ARRIVAL_SECONDS = 15.0
_STILL_SECONDS = 1.0
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_INVITATION = re.compile(r"https?://\S+/invitation/\S+")
_CPR = re.compile(r"\b\d{6}[- ]?\d{4}\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the mailbox shows it."""

    to: str
    subject: str
    body: str
    message_id: str

    def says(self, names: Iterable[str]) -> bool:
        """Whether it tells more than that there is news (N1): part of a name, a CPR number, or any id."""
        text = f"{self.subject}\n{self.body}"
        parts = {part for name in names for part in name.split()}
        return bool(_UUID.search(text) or _CPR.search(text) or parts & set(re.findall(r"\w+", text)))


@dataclass(frozen=True, slots=True)
class Post:
    """What came of it, by address: `missing` and `astray` once per mail, `telling` where one says what it may not."""

    letters: tuple[Letter, ...] = ()
    missing: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return not (self.missing or self.astray or self.telling)


class Mailbox:
    """The stack's mailbox, from when it was opened: what had come before is nobody's concern here."""

    def __init__(self, address: str, client: httpx2.AsyncClient) -> None:
        self._address = address
        self._client = client
        self._before: frozenset[str] = frozenset()

    async def open(self) -> None:
        """Begins when nothing has come for a second, so that no late mail of others is taken for one of this run."""
        deadline = time.monotonic() + _ARRIVAL_SECONDS
        while time.monotonic() < deadline:
            self._before = await self._ids()
            await asyncio.sleep(_STILL_SECONDS)
            if await self._ids() == self._before:
                return

    async def begin(self) -> None:
        """What has come so far is nobody's concern any more."""
        self._before = await self._ids()

    async def wait_for(self, expected: Counter[str]) -> None:
        """Until each address has its mails, or for 15 seconds."""
        deadline = time.monotonic() + _ARRIVAL_SECONDS
        while time.monotonic() < deadline:
            if not expected - Counter(letter.to for letter in await self.new()):
                return
            await asyncio.sleep(0.1)

    async def new(self) -> tuple[Letter, ...]:
        """One per Message-ID, as one mail may come twice, in the order of arrival."""
        found = {each.message_id: each for each in await self._all() if each.message_id not in self._before}
        return tuple(reversed(found.values()))

    async def invitation_is_closed(self, to: str) -> bool:
        """Whether the newest invitation mailed to the address has been used (or is closed for another reason)."""
        found = (_INVITATION.search(letter.body) for letter in await self._all() if letter.to == to)
        link = next(filter(None, found), None)
        if link is None:
            return False
        async with httpx2.AsyncClient(trust_env=False, follow_redirects=True) as browser:
            return (await browser.get(link[0])).status_code == 410

    async def _ids(self) -> frozenset[str]:
        return frozenset(letter.message_id for letter in await self._all())

    async def _all(self) -> list[Letter]:
        answer = await self._client.get(f"{self._address}/messages")
        answer.raise_for_status()
        return [_letter(item) for item in answer.json()["items"]]


def compare(letters: tuple[Letter, ...], expected: Counter[str], names: Iterable[str]) -> Post:
    """`expected` counts mails by address, `names` are people's."""
    known, come = frozenset(names), Counter(letter.to for letter in letters)
    return Post(
        letters,
        missing=tuple((expected - come).elements()),
        astray=tuple((come - expected).elements()),
        telling=tuple(letter.to for letter in letters if letter.says(known)),
    )


def _letter(item: Mapping[str, Any]) -> Letter:
    return Letter(item["to"], item["subject"], item["body"], item["message_id"])
