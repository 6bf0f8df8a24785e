"""Faults of ours in notifications: one citizen's accepted referrals cannot be told; corrections pass somebody over."""

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


def _forgetting(corrections: Any) -> None:
    real = corrections._again

    def again(told: Any, reached: Any) -> None:
        chosen = look("forgetful")
        kind = None if chosen is None else chosen["kind"]
        real(told, [recipient for recipient in reached if recipient.kind != kind])

    corrections._again = again


WRAPS = {
    "services.notifications.handlers.telling": _failing,
    "services.notifications.domain.tell_corrections": _forgetting,
}
