"""A fault of ours in notifications' handler: one citizen's accepted referrals cannot be told."""

from typing import Any

from tests.sabotage.inside.switch import look


def _failing(telling: Any) -> None:
    real = telling.tell_event

    async def tell_event(event: Any, *arguments: Any) -> None:
        chosen = look("untellable")
        if chosen is not None and str(event.subject) == chosen["subject"] and event.type.endswith("accepteret.v1"):
            raise RuntimeError(f"sabotage of {event.subject}")
        await real(event, *arguments)

    telling.tell_event = tell_event


WRAPS = {"services.notifications.handlers.telling": _failing}
