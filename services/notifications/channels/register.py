"""Every channel there is: each module of this package that has a `CHANNEL`."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import get_args

from services.notifications import channels
from services.notifications.ports import Channel, Parts, Sender
from shared.contracts.codes import Channel as Code


def installed() -> Mapping[str, Channel]:
    """By code. Raises ValueError for a code that the catalogue does not know, and for one that two modules claim."""
    found: dict[str, Channel] = {}
    for module in sorted(name for _, name, _ in pkgutil.iter_modules(channels.__path__)):
        channel = getattr(importlib.import_module(f"{channels.__name__}.{module}"), "CHANNEL", None)
        if not isinstance(channel, Channel):
            continue
        if channel.code not in get_args(Code):
            raise ValueError(f"channels/{module}: no such code in shared.contracts.codes.Channel")
        if channel.code in found:
            raise ValueError(f"channels/{module}: its code is another channel's")
        found[channel.code] = channel
    return found


def usable(settings: Mapping[str, str]) -> Mapping[str, Channel]:
    """Those whose settings were given here."""
    return {code: channel for code, channel in installed().items() if channel.usable(settings)}


@asynccontextmanager
async def opened(used: Mapping[str, Channel], parts: Parts) -> AsyncIterator[Mapping[str, Sender]]:
    """Each channel's sender; all are closed at the end."""
    async with AsyncExitStack() as stack:
        yield {code: await stack.enter_async_context(channel.open(parts)) for code, channel in used.items()}
