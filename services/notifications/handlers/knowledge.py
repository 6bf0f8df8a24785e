"""Knowledge is handed in, matched to a citizen or discarded, and read (P4)."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.concerned import concerned
from services.notifications.domain.knowledge import Knowledge, Said, admit_team
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.shown import Preview
from services.notifications.handlers.preview import shown, would_tell
from services.notifications.handlers.reading import read_notice
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Decisions, KnowledgeBox, Matched, Reads, Why, Work
from shared.contracts import SOURCE_PREFIX, KnowledgeReceived, Refused, Report, Reporter
from shared.contracts.involvement import Involvement


async def hand_in(id_: UUID, said: Said, box: KnowledgeBox) -> None:
    """Kept unmatched, whoever it is about; nobody is told."""
    await box.put(id_, said)


async def discard_knowledge(reader: Reporter, id_: UUID, box: KnowledgeBox) -> None:
    """For good. Raises Refused (403, 404, 409)."""
    await box.discard(reader, id_)


async def match_knowledge(reader: Reporter, id_: UUID, citizen_id: UUID, box: KnowledgeBox) -> None:
    """It becomes known to those it concerns; the same match again changes nothing.

    Raises Refused: 403, 404 as `KnowledgeBox.decide`, 409 where it is another's, 422 for a citizen not known here or
    with whom no other department is at work: nobody would be told then.
    """

    async def decide(knowledge: Knowledge, work: Work) -> Matched | None:
        _let_known(work.involvement)
        matched, fact = knowledge.match(citizen_id, work.now)
        if fact is None:
            return None
        _let_anybody_hear(work.involvement, reader)
        event = work.publish(fact)
        await tell_event(event, work)
        return Matched(matched, event.id)

    await box.decide(reader, id_, citizen_id, decide)


async def foresee_match(
    reader: Reporter,
    id_: UUID,
    citizen_id: UUID,
    why: Why,
    now: datetime,
    reads: Reads,
    rules: Rules = SHIPPED,
    receivers: Receivers = NO_RECEIVERS,
) -> Preview:
    """P3: who would be asked to read it. Nothing is stored but the row of the look. Raises Refused (403, 422) as
    `match_knowledge`; whether the item waits still is asked by that alone."""
    admit_team(reader)
    around = await reads.around(reader, citizen_id, why)
    _let_known(around.involvement)
    _let_anybody_hear(around.involvement, reader)
    fact = KnowledgeReceived(knowledge_id=id_)
    report = Report(id_, SOURCE_PREFIX + fact.owner, citizen_id, now, reader, fact)
    would = would_tell(report, around.involvement, now, rules, receivers)
    return shown([(rules.of(event.type), telling) for event, telling, _ in would], around.names, rules.version)


def _let_known(involvement: Involvement) -> None:
    if not involvement.known or involvement.erased:
        raise Refused("unknown-citizen", "Borgeren kendes ikke her.", pointer="/citizen_id")


def _let_anybody_hear(involvement: Involvement, reader: Reporter) -> None:
    """Matched, it would lie where nobody is asked to read it."""
    if not concerned(involvement) - {reader.department}:
        detail = "Ingen anden afdeling er i gang med noget for borgeren, så ingen ville få det at vide. "
        raise Refused("not-allowed", f"{detail}Det bliver liggende i videnkassen.", pointer="/citizen_id")


async def read_knowledge(
    reader: Reporter,
    name: str,
    id_: UUID,
    why: Why,
    box: KnowledgeBox,
    reads: Reads,
    decisions: Decisions,
    rules: Rules = SHIPPED,
) -> Knowledge:
    """Reading it is what its notice asks: the team's notice is then read, too. `name` as in `read_notice`.

    Raises Refused (404).
    """
    found = await box.read(reader, id_, why)
    if found.unread is not None:
        await read_notice(reader, name, found.unread, reads, decisions, rules)
    return found.knowledge
