"""The stories themselves: short, spelt right, and telling of whom Samspil could tell at all."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from deploy.cli.demo import NAMES
from deploy.demo import STORIES
from deploy.demo.naming import Naming
from deploy.demo.story import EventOf, Report, Story
from deploy.embedded.people import APPS, PEOPLE
from shared.contracts import fact_of
from tests.unit.deploy.demo.playing import cast_of

STORY = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
THERE = {person.username for person in PEOPLE}


def _reports(story: Story) -> list[Report]:
    return [does for step in story.steps for does in step.does if isinstance(does, Report)]


@STORY
def test_it_is_short(story: Story) -> None:
    """Demo: five to nine steps."""
    assert 5 <= len(story.steps) <= 9


@STORY
def test_everybody_in_it_is_there(story: Story) -> None:
    """Demo: a name misspelt would be somebody who never hears, or an address nobody has."""
    cast = cast_of(story)
    for step in story.steps:
        assert {does.by for does in step.does} <= {*APPS, *THERE, None}
        assert step.invites <= cast.addresses.keys()
        for became in step.becomes:
            assert became.asked <= became.told <= THERE | story.cast.keys()
            assert became.mailed <= cast.addresses.keys()


@STORY
def test_every_type_it_names_is_in_the_catalogue(story: Story) -> None:
    """Demo: a type misspelt would be an event that never comes."""
    for step in story.steps:
        assert all(fact_of(became.type) is not None for became in step.becomes)
    assert all(fact_of(report.type) is not None for report in _reports(story))


@STORY
def test_what_it_reports_is_what_the_contract_takes(story: Story) -> None:
    """Demo: every field of every report is one of its type's, and every id, code and date is readable."""
    naming = Naming(date(2026, 11, 23), {}, cast_of(story).addresses)
    for step in story.steps:
        for became in step.becomes:
            naming.happened(became.fact, naming.id(became.fact))
    for report in _reports(story):
        data: Mapping[str, Any] = naming.filled(report.data)
        fact = fact_of(report.type)
        assert fact is not None
        fact.model_validate_json(json.dumps({name: value for name, value in data.items() if name != "private"}))


@STORY
def test_nothing_private_is_sent_over_kafka(story: Story) -> None:
    """Interface: `private` is for HTTP only; on Kafka it is refused."""
    assert all(report.door == "HTTP" or "private" not in report.data for report in _reports(story))


@STORY
def test_an_event_is_named_only_once_it_has_happened(story: Story) -> None:
    """Demo: what a correction names has come of an earlier step."""
    happened: set[str] = set()
    for step in story.steps:
        for does in step.does:
            data = does.data if isinstance(does, Report) else {}
            assert {one.fact for one in data.values() if isinstance(one, EventOf)} <= happened
        happened |= {became.fact for became in step.becomes}


@STORY
def test_a_refused_step_becomes_nothing(story: Story) -> None:
    """Demo: what breaks a rule leaves nothing behind."""
    assert all(not step.becomes for step in story.steps if step.refused)


def test_the_command_offers_every_story() -> None:
    """Demo: `samspil demo --story` knows them without loading what plays them."""
    assert tuple(STORIES) == NAMES


def test_both_doors_are_used() -> None:
    """Demo: one department reports over HTTP, the other over Kafka."""
    doors = {report.by: report.door for report in _reports(STORIES["kraftcenter"])}
    assert doors == {"socialpsykiatri-app": "HTTP", "kraftcenter-app": "Kafka"}
