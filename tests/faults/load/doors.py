"""The three ways in: one event a request, a batch, a record on Kafka. Each notes every answer in its report."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.faults.load.journal import Answer, Door, Report, Status
from tests.faults.load.vendors import Vendors

STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
_KINDS: Mapping[str, Status] = {"accepteret": "accepted", "venter": "waiting", "afvist": "refused"}
_STATUSES: Mapping[str, Status] = {"accepted": "accepted", "published": "accepted", "waiting": "waiting"}


async def send(vendors: Vendors, reports: Sequence[Report], door: Door, choice: random.Random) -> None:
    """Returns when each of the reports, all of one app and service, has been answered once more."""
    for report in reports:
        report.sent_at = report.sent_at or time.time()
        report.tries += 1
    if door == "kafka":
        await _over_kafka(vendors, reports, choice)
    elif door == "batch":
        await _batched(vendors, reports, choice)
    else:
        for report in reports:
            await _one(vendors, report, choice)


async def _one(vendors: Vendors, report: Report, choice: random.Random) -> None:
    answer = await vendors.post(report.app, report.service, json.dumps(report.event), STRUCTURED, choice)
    said = answer.json()
    if answer.status_code == 202:
        report.answers.append(_receipt("http", said))
    else:
        errors = tuple(error["pointer"] for error in said.get("errors", ())) or (f"{answer.status_code}",)
        report.answers.append(Answer(time.time(), "http", "refused", None, errors))


async def _batched(vendors: Vendors, reports: Sequence[Report], choice: random.Random) -> None:
    app, service = reports[0].app, reports[0].service
    answer = await vendors.post(app, service, json.dumps([report.event for report in reports]), BATCH, choice)
    if answer.status_code != 202:
        for report in reports:
            report.answers.append(Answer(time.time(), "batch", "refused", None, (f"{answer.status_code}",)))
        return
    for report, said in zip(reports, answer.json(), strict=True):
        report.answers.append(_receipt("batch", said))


async def _over_kafka(vendors: Vendors, reports: Sequence[Report], choice: random.Random) -> None:
    structured = choice.random() < 0.3
    for report in reports:
        report.places.append(await vendors.write(report.app, report.event, structured=structured))
    for report in reports:
        await vendors.kafka[report.app].heard_of(report.places[-1])
        note(vendors, report)


def note(vendors: Vendors, report: Report) -> None:
    """Enters what has been answered over Kafka since it was last asked for."""
    if not report.places:
        return
    heard = [one for at in report.places for one in vendors.kafka[report.app].answers[at]]
    for one in sorted(heard, key=lambda one: one.at):
        errors = tuple(error["pointer"] for error in one.data["errors"])
        answer = Answer(one.at, "kafka", _KINDS[one.kind], one.data["receipt_id"], errors)
        if answer not in report.answers:
            report.answers.append(answer)


def _receipt(door: Door, said: Mapping[str, Any]) -> Answer:
    status = _STATUSES.get(said["status"], "refused")
    return Answer(time.time(), door, status, said["receipt_id"], tuple(e["pointer"] for e in said["errors"]))
