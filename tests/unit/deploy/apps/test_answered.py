"""Whether every record of an app's has its final answer, by what stands on its two topics."""

from collections.abc import Iterable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("confluent_kafka")

from deploy.cli.apps.leaving import LeavingTopics
from shared.messaging.topics_admin import Cluster

Answers = list[tuple[str, tuple[int, int]]]


class Admin:
    """Two partitions: records 5 and 6 on the first (what came before has expired), none on the second."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def list_topics(self, timeout: float) -> Any:
        return SimpleNamespace(topics={name: SimpleNamespace(partitions={0: None, 1: None}) for name in self._names})

    def list_offsets(self, asked: dict[Any, Any], request_timeout: float) -> dict[Any, Future[Any]]:
        from confluent_kafka.admin import OffsetSpec

        found: dict[Any, Future[Any]] = {}
        for place, spec in asked.items():
            offset = 0 if place.partition else 5 if spec is OffsetSpec.earliest() else 7
            found[place] = Future()
            found[place].set_result(SimpleNamespace(offset=offset))
        return found


def _topics(admin: Admin, answers: Answers) -> LeavingTopics:
    class Told(LeavingTopics):
        _admin: Any = admin

        def _answers(self, app: str) -> Iterable[tuple[str, tuple[int, int]]]:
            return answers

    return Told(Cluster("broker:9092", "root", "word"))


@pytest.mark.parametrize(
    ("answers", "all_answered"),
    [
        ([], False),
        ([("accepteret", (0, 5)), ("afvist", (0, 6))], True),
        ([("accepteret", (0, 5)), ("venter", (0, 6))], False),
        ([("accepteret", (0, 5)), ("venter", (0, 6)), ("accepteret", (0, 6))], True),
        ([("venter", (0, 5)), ("accepteret", (0, 5))], False),
        ([("accepteret", (0, 4)), ("accepteret", (0, 5))], False),
        ([("accepteret", (1, 6)), ("accepteret", (0, 5))], False),
    ],
)
def test_each_record_needs_a_final_answer_of_its_own(answers: Answers, all_answered: bool) -> None:
    """As many answers as records are not enough: one may have had two, or have expired."""
    assert _topics(Admin("intake.skole"), answers).all_answered("skole") is all_answered


def test_where_no_topic_stands_nothing_is_under_way() -> None:
    """There is nothing to be answered."""
    assert _topics(Admin(), []).all_answered("skole")
