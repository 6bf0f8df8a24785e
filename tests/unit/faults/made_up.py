"""A made-up history in which all is well: one life, its reports, and everything the system should have left of them."""

from collections import Counter
from uuid import uuid4

from tests.faults.load.journal import Answer, Journal, Report
from tests.faults.load.life import Life
from tests.faults.oracle.history import Call, History, Kept, Letter, Notice, Published, Sending
from tests.faults.oracle.judging import judge_history
from tests.faults.oracle.model import FOLLOWS, OWNERS, TOLD_OF, full, short, told

FACTS = (
    "paaroerende.udpeget",
    "henvisning.oprettet",
    "henvisning.accepteret",
    "indsats.startet",
    "indsatsmaal.fastsat",
    "delmaal.naaet",
    "delmaal.tabt",
)


def all_is_well() -> History:
    """Every list can be changed by a test; the verdict on it as it is has no faults."""
    life = Life(str(uuid4()), seed=1, channels=("inbox", "mail"))
    journal = Journal(lives={life.citizen: life})
    history = History(journal)
    versions: Counter[str] = Counter()

    def publish(service: str, type_: str, cause: str, **data: object) -> Published:
        versions[service] += 1
        event = Published(service, str(uuid4()), type_, life.citizen, versions[service], cause, data)
        history.published.append(event)
        if type_ != TOLD_OF:
            _tell(event)
        return event

    def _tell(event: Published) -> None:
        lines = sorted(told(short(event.type), life))
        for who in lines:
            notice = Notice(str(uuid4()), event.id, life.citizen, who.recipient, who.channel)
            history.notices.append(notice)
            if who.channel != "inbox":
                _send(notice)
        if event.type == full("paaroerende.udpeget"):
            to = f"relative:{life.citizen}/{life.designation}"
            _send(Notice(str(uuid4()), event.id, life.citizen, to, "mail"))
        if lines:
            named = [dict(zip(("recipient_kind", "department", "channel"), who.shown, strict=True)) for who in lines]
            publish("notifications", TOLD_OF, event.id, event_id=event.id, told=named)

    def _send(notice: Notice) -> None:
        history.sendings.append(
            Sending(notice.id, notice.event_id, life.citizen, notice.recipient, notice.channel, "delivered")
        )
        if notice.channel == "mail":
            history.letters.append(Letter(life.email, notice.id))
        else:
            app = notice.recipient.rpartition("/")[2]
            history.calls.append(Call(app, notice.id, notice.event_id))

    for fact in FACTS:
        report = journal.add(Report(str(uuid4()), fact, life.citizen, "an-app", OWNERS[fact], {}, sent_at=1.0, tries=1))
        receipt = str(uuid4())
        report.answers.append(Answer(2.0, "http", "accepted", receipt))
        event = publish(OWNERS[fact], full(fact), report.id)
        if fact in FOLLOWS:
            publish("referral", full(FOLLOWS[fact]), event.id)
        named = frozenset(who.shown for who in told(fact, life))
        history.receipts.append(Kept(OWNERS[fact], receipt, report.id, "accepted", (event.id,), {event.id: named}))
    return history


def of(history: History, fact: str) -> Published:
    """The event of that kind."""
    return next(event for event in history.published if event.type == full(fact))


def report_of(history: History, fact: str) -> Report:
    return next(report for report in history.journal.reports.values() if report.fact == fact)


def the_only_fault(history: History) -> str:
    """What the oracle finds, which is one fault."""
    (fault,) = judge_history(history).faults
    return fault


def next_version(history: History, service: str) -> int:
    """The version after all that this service has published."""
    return 1 + max(event.version for event in history.published if event.service == service)
