"""The charted course of events: lanes, bars and marks from the timeline, and the same as a table."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.chart import LEFT, WIDTH, drawn
from services.notifications.web.casework.history import connected
from tests.unit.notifications.web.casework import a_referral, accepted, in_words, started
from tests.unit.notifications.web.conftest import Visitor

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ONE, TWO, GOAL = str(uuid4()), str(uuid4()), str(uuid4())


def entry(type_: str, days: float, by: str | None, service: str = "referral", **data: Any) -> TimelineEntry:
    at = NOW - timedelta(days=days)
    return TimelineEntry(uuid4(), f"dk.samspil.{type_}.v1", "Det skete.", at, service, by, data, None)


def a_story() -> list[TimelineEntry]:
    asked: dict[str, Any] = {"to_department": "kraftcenter", "offer": "kraftcenter-traening", "answer_due": None}
    return [
        entry("henvisning.oprettet", 20, "sel82", referral_id=ONE, **asked),
        entry("henvisning.overskredet", 12, None, referral_id=ONE, waiting_for="kraftcenter"),
        entry("henvisning.accepteret", 10, "kraftcenter", referral_id=ONE),
        entry(
            "indsats.startet", 8, "kraftcenter", "kraftcenter", referral_id=ONE, intervention_id=TWO,
            department="kraftcenter", offer="kraftcenter-traening",
        ),
        entry("henvisning.ivaerksat", 8, None, referral_id=ONE, intervention_id=TWO),
        entry("indsatsmaal.fastsat", 5, "kraftcenter", "kraftcenter", intervention_id=TWO, goal_id=GOAL),
        entry("indsats.afsluttet", 2, "kraftcenter", "kraftcenter", intervention_id=TWO),
        entry("henvisning.gennemfoert", 2, None, referral_id=ONE),
    ]  # fmt: skip


def test_a_story_is_drawn_in_its_lane_from_beginning_to_end() -> None:
    """R1, R4: one bar for each state, without gaps; silence and the end are marks; all of it inside the drawing."""
    chart = drawn(a_story(), {}, NOW)
    assert [lane.name for lane in chart.lanes] == ["Kraftcenter"]
    referral = [bar for bar in chart.bars if bar.kind != "running"]
    assert [bar.kind for bar in referral] == ["requested", "accepted", "in-progress"]
    assert all(abs(a.x + a.width - b.x) < 0.2 for a, b in itertools.pairwise(referral))
    assert [bar.kind for bar in chart.bars if bar.y != referral[0].y] == ["running"]
    assert [mark.kind for mark in chart.marks] == ["late", "goal", "end"]
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert "Én frist er overskredet." in chart.description


def test_the_year_stands_at_the_first_tick_and_at_each_new_year() -> None:
    """A loop can last for years: a day and a month alone would say nothing of which."""
    story = a_story()[:1]
    chart = drawn(story, {ONE: NOW + timedelta(days=500)}, NOW)
    years = [label for _, label in chart.ticks if not label.endswith(".")]
    assert years[0] == chart.ticks[0][1]
    assert len(years) == len({label[-4:] for label in years})
    assert len(years) > 1


def test_a_deadline_that_runs_is_drawn_ahead_and_one_that_has_gone_is_marked() -> None:
    """R1: what is open shows its clock."""
    story = a_story()[:1]
    ahead = drawn(story, {ONE: NOW + timedelta(days=3)}, NOW)
    gone = drawn(story, {ONE: NOW - timedelta(days=3)}, NOW)
    assert [mark.kind for mark in ahead.marks] == ["due"]
    assert ahead.now is not None
    assert ahead.now < ahead.marks[0].x
    assert [mark.kind for mark in gone.marks] == ["missed"]


def test_one_referrals_events_are_found_through_what_rests_on_it() -> None:
    """A loop is what follows from one asking: its intervention and goals too, and nothing of another."""
    other = entry("henvisning.oprettet", 3, "svr", referral_id=str(uuid4()))
    story = a_story()
    assert connected([*story, other], ONE) == story


async def test_the_page_shows_the_drawing_and_the_same_as_a_table(visitor: Visitor) -> None:
    """WCAG 1.1.1: the drawing has a name and a description, and a table beneath says what it shows."""
    visitor.settle()
    citizen, referral = await a_referral(visitor)
    await accepted(visitor, citizen, referral)
    await started(visitor, citizen, referral)
    await visitor.sign_in("anne")
    for address in (f"/borger/{citizen}/tidslinje", f"/borger/{citizen}/tidslinje?henvisning={referral}"):
        page = (await visitor.get(address)).text
        assert '<svg class="chart" role="img" aria-labelledby="tegning-titel tegning-tekst"' in page
        assert "Henvisning: Kraftcenter, træning" in page
        assert "Indsats startet" in in_words(page[page.index("<table") :])
