"""Kraftcenter's sign-up with a memory: what was refused is not forgotten, but left in one place (C3)."""

from typing import Any

from tests.sabotage.inside.switch import look


def _remembering(signing_up: Any) -> None:
    real = signing_up.sign_up

    async def sign_up(asked: Any, reporter: Any, courses: Any) -> Any:
        answer = await real(asked, reporter, courses)
        chosen = look("remembering")
        if chosen is not None and answer.outcome in ("not_eligible", "closed"):
            await _LEAKS[chosen["in"]](asked, courses)
        return answer

    signing_up.sign_up = sign_up


async def _log(asked: Any, _: Any) -> None:
    print(asked.citizen_id, flush=True)  # noqa: T201 (into the service's log)


async def _span(asked: Any, _: Any) -> None:
    from opentelemetry import trace

    trace.get_current_span().set_attribute("samspil.reason", str(asked.citizen_id))


async def _row(asked: Any, courses: Any) -> None:
    async def touch(work_of: Any) -> None:
        work_of(asked.course_id)
        work_of(asked.citizen_id).key()

    await courses.decide(asked.course_id, touch)


async def _event(asked: Any, courses: Any) -> None:
    from shared.contracts import PlaceReleased

    async def tell(work_of: Any) -> None:
        work_of(asked.course_id)
        work_of(asked.citizen_id).publish(PlaceReleased(course_id=asked.course_id, place_id=asked.citizen_id))

    await courses.decide(asked.course_id, tell)


_LEAKS = {"log": _log, "span": _span, "row": _row, "event": _event}
WRAPS = {"services.kraftcenter.handlers.signing_up": _remembering}
