"""Whose a record is: an app's as the register has it, or nothing of ours."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from shared.identity import Apps
from shared.intake.kafka import KafkaIntake
from shared.messaging.record import Record
from tests.integration.floors.answers import TOPIC, told
from tests.integration.floors.house import House
from tests.suites.app_records import written
from tests.suites.floor_words import created, goal, report


async def test_what_is_anothers_leaves_a_mark_alone(house: House) -> None:
    """Services: a report of a type that another service owns, and what nobody owns, is passed over here."""
    foreign = report(uuid4(), created(uuid4()))
    unreadable = Record(TOPIC, 0, 1, b"\xff", [("ce_id", b"\xff")], b"{", 1)
    await house.intake.read([*written(foreign), unreadable])
    assert (await told(house), await house.stands_in("inbox"), await house.stands_in("subjects")) == ([], 2, 0)


@pytest.mark.parametrize("app", ["kraftcenter-app", "gone-app"])
async def test_an_app_is_who_the_register_says(house: House, app: str) -> None:
    """Identity: the reporter is the topic's app, its department the register's; one that is not there is refused."""
    (one,) = written(replace(report(uuid4(), goal()), source=f"urn:samspil:app:{app}"))
    await house.intake.read([replace(one, topic=f"intake.{app}")])
    row = await house.pool.fetchrow("SELECT topic, type FROM outbox WHERE aggregatetype = 'intake'")
    assert row is not None
    kind = "accepteret" if app == "kraftcenter-app" else "afvist"
    assert (row["topic"], row["type"].split(".")[3]) == (f"intake.{app}.receipts", kind)


async def test_a_register_that_was_never_read_refuses_nobody(house: House, tmp_path: Path) -> None:
    """Managing apps: whose a record is cannot be told yet, so it is read again until it can."""
    file, clock = tmp_path / "apps.json", [0.0]
    apps = Apps(file=file, now=lambda: clock[0])
    intake = KafkaIntake("kraftcenter", house.pool, house.desk, apps, house.metrics)
    records = written(report(uuid4(), goal()))
    with pytest.raises(LookupError):
        await intake.read(records)
    assert await told(house) == []
    file.write_text(json.dumps({"kraftcenter-app": {"department": "kraftcenter"}}))
    clock[0] = 10.0
    await intake.read(records)
    assert await told(house) == [(0, "accepteret")]
