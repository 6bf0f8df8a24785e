"""Where a notice's trace is shown: in Zipkin, which the embedded stack has, or in whatever production has."""

from datetime import UTC, datetime

import pytest

from services.notifications.web.cards import Cards
from tests.suites.notifications_story import of
from tests.unit.notifications.web.samples import a_notice

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("told", "link"),
    [
        ("http://zipkin.test", f"http://zipkin.test/zipkin/traces/{TRACE}"),
        ("http://jaeger.test/trace/{trace_id}", f"http://jaeger.test/trace/{TRACE}"),
        (None, None),
    ],
)
def test_a_trace_is_linked_to_where_it_can_be_read(told: str | None, link: str | None) -> None:
    """Every notice shows its trace, whichever pages show traces."""
    cards = Cards(of("kraftcenter"), told, {}, datetime.now(UTC))
    assert cards.of(a_notice()).trace_url == link
