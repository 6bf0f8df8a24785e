"""Gathers a history from the running system: a handful of statements, and the topics from the trial's begin."""

import email
import email.policy
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.messaging.topics import SERVICES
from tests.faults.load.doors import note
from tests.faults.load.journal import Journal, Report
from tests.faults.load.vendors import Vendors
from tests.faults.oracle import topics
from tests.faults.oracle.history import Call, History, Kept, Letter, Notice, Sending
from tests.faults.oracle.model import short, told
from tests.faults.oracle.rest import what_is_left
from tests.faults.rig import Rig

SHOWN = 5
"""So many receipts are looked at over HTTP as well."""

_NOTICES = """
SELECT id, event_id, subject, recipient, channel FROM notices WHERE subject = ANY($1) ORDER BY seq
"""
_SENDINGS = "SELECT id, event_id, subject, recipient, channel, status FROM deliveries WHERE subject = ANY($1)"
_ELSEWHERE = "SELECT id FROM deliveries WHERE id::text = ANY($1) AND subject <> ALL($2)"
_RECEIPTS = (
    "SELECT receipt_id, event_id, status, published FROM receipts WHERE subject = ANY($1) AND status <> 'refused'"
)
_TOLD = """
SELECT t.event_id, t.recipient_kind, t.department, t.channel FROM receipt_told t
JOIN receipt_events e USING (event_id) JOIN receipts r USING (receipt_id) WHERE r.subject = ANY($1)
"""
_DEAD = "SELECT type, reason, parked FROM dead_letters ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a trial began: nothing before it is read again."""

    offsets: topics.Offsets
    letters: frozenset[str]
    calls: dict[str, int]


async def marks(rig: Rig, vendors: Vendors) -> Marks:
    calls = {app: len(hook.received) for app, hook in vendors.hooks.items()}
    return Marks(await topics.ends(rig), frozenset(_mailbox(rig)), calls)


async def gather(rig: Rig, vendors: Vendors, journal: Journal, since: Marks) -> History:
    """Everything about the journal's lives. To be asked when all is at rest."""
    for report in journal.reports.values():
        note(vendors, report)
    subjects = [UUID(citizen) for citizen in journal.lives]
    history = History(journal, await topics.published(rig, since.offsets, frozenset(journal.lives)))
    history.left = await what_is_left(rig)
    for service in SERVICES:
        await _of_service(rig, service, subjects, history)
    async with rig.driver.database("notifications") as database:
        rows = await database.fetch(_NOTICES, subjects)
        history.notices = [Notice(*map(str, row.values())) for row in rows]
        rows = await database.fetch(_SENDINGS, subjects)
        history.sendings = [Sending(*map(str, row.values())) for row in rows]
    await _arrived(rig, vendors, subjects, since, history)
    for name, app in vendors.kafka.items():
        places = [at for report in journal.reports.values() if report.app == name for at in report.places]
        history.answers_wrong += app.faults(places)
    history.shown_wrong = await _shown_wrong(rig, journal)
    return history


async def _of_service(rig: Rig, service: str, subjects: Sequence[UUID], history: History) -> None:
    async with rig.driver.database(service) as database:
        receipts = await database.fetch(_RECEIPTS, subjects)
        lines = await database.fetch(_TOLD, subjects)
        dead = await database.fetch(_DEAD)
    by_event: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for line in lines:
        by_event[str(line["event_id"])].add((line["recipient_kind"], line["department"], line["channel"]))
    for row in receipts:
        published = tuple(id_ for id_, _ in json.loads(row["published"]))
        named = {event_id: frozenset(by_event[event_id]) for event_id in published}
        history.receipts.append(
            Kept(service, str(row["receipt_id"]), str(row["event_id"]), row["status"], published, named)
        )
    history.dead += [f"{service}, {short(row['type'] or '')}: {row['reason']}" for row in dead]


async def _arrived(rig: Rig, vendors: Vendors, subjects: Sequence[UUID], since: Marks, history: History) -> None:
    """Every mail and call since the trial began, but those that were deliveries about somebody else."""
    letters = _letters(rig, since)
    calls = [
        Call(app, one.id, str(one.event["id"]))
        for app, hook in vendors.hooks.items()
        for one in hook.received[since.calls[app] :]
    ]
    async with rig.driver.database("notifications") as database:
        arrived = [letter.message_id for letter in letters] + [call.id for call in calls]
        rows = await database.fetch(_ELSEWHERE, arrived, subjects)
    elsewhere = {str(row["id"]) for row in rows}
    history.letters = [letter for letter in letters if letter.message_id not in elsewhere]
    history.calls = [call for call in calls if call.id not in elsewhere]


async def _shown_wrong(rig: Rig, journal: Journal) -> list[str]:
    """A few receipts as their apps read them: published, and telling of the departments that were told."""
    wrong = []
    answered = [report for report in journal.reports.values() if report.answers and report.answers[0].receipt_id]
    choice = random.Random(len(answered))  # noqa: S311 (any few will do)
    for report in choice.sample(answered, min(SHOWN, len(answered))):
        path = f"/receipts/{report.answers[0].receipt_id}"
        answer = await rig.driver.get(report.app, report.service, path)
        said = answer.json()
        should = _departments(report, journal)
        named = {(line["recipient_kind"], line["department"], line["channel"]) for line in said.get("told", ())}
        if (answer.status_code, said.get("status")) != (200, "published"):
            wrong.append(f"GET /receipts of {report.fact} answers {answer.status_code} {said.get('status', '')}")
        elif named != should:
            wrong.append(f"GET /receipts of {report.fact} tells of {sorted(named)}, not {sorted(should)}")
    return wrong


def _departments(report: Report, journal: Journal) -> set[tuple[str, str, str]]:
    """What an app may see: departments and apps, the relatives' team only of its own loops."""
    everyone = {who.shown for who in told(report.fact, journal.lives[report.citizen])}
    return {line for line in everyone if line[1] not in ("", "paaroerende")}


def _letters(rig: Rig, since: Marks) -> list[Letter]:
    found = []
    for name, content in _mailbox(rig).items():
        if name not in since.letters:
            message = email.message_from_bytes(content, policy=email.policy.default)
            found.append(Letter(str(message["To"]), str(message["Message-ID"]).strip("<>").partition("@")[0]))
    return found


def _mailbox(rig: Rig) -> dict[str, bytes]:
    """Every mail that has arrived on this rig, by the name of its file: the mailbox keeps them over its own falls."""
    folder = rig.stack.layout.data / "mail"
    return {path.name: path.read_bytes() for path in folder.glob("*.eml")}
