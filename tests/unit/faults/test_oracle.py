"""The oracle bites: each thing that can go wrong, made up, is found, counted as what it is and said in words."""

from uuid import uuid4

from tests.faults.load.journal import Answer
from tests.faults.oracle.history import History, Notice
from tests.faults.oracle.judging import judge_history
from tests.faults.oracle.verdict import Verdict
from tests.unit.faults.made_up import FACTS, all_is_well, of, report_of, the_only_fault

GOAL = "indsatsmaal.fastsat"
SENDERS = "department:socialpsykiatri"


def _judged(history: History) -> tuple[int, int, int]:
    verdict = judge_history(history)
    assert verdict.faults != []
    return verdict.lost, verdict.doubled, verdict.reordered


def test_where_all_is_well_there_is_nothing_to_find() -> None:
    """The oracle's own model agrees with itself; what it counts is what there is."""
    history = all_is_well()
    verdict = judge_history(history)
    assert verdict == Verdict(accepted=len(FACTS), delivered=len(history.notices))


def test_an_accepted_report_that_became_nothing_is_lost() -> None:
    """Nothing lost: on the topic, and what would have been told of it."""
    history = all_is_well()
    gone = of(history, GOAL)
    history.published.remove(gone)
    lost, _, _ = _judged(history)
    assert lost >= 1
    assert any("is not on the topic of kraftcenter" in fault for fault in judge_history(history).faults)


def test_an_event_nobody_reported_is_one_too_many() -> None:
    """Nothing twice: what comes of no accepted report should not be there."""
    history = all_is_well()
    event = of(history, "henvisning.ivaerksat")
    history.published.append(event._replace(id=str(uuid4()), causation=str(uuid4()), version=4))
    assert the_only_fault(history) == "henvisning.ivaerksat on the topic of referral comes of no accepted report"


def test_a_report_published_twice_is_doubled() -> None:
    """Nothing twice: two events of one report, told of or not."""
    history = all_is_well()
    event = of(history, GOAL)
    history.published.append(event._replace(id=str(uuid4()), version=5))
    _, doubled, _ = _judged(history)
    assert doubled == 1
    assert any(f"{GOAL} was published 2 times" in fault for fault in judge_history(history).faults)


def test_a_record_the_relay_sent_again_is_not_doubled() -> None:
    """At least once on the topic: the same event under the same id and version is no second one."""
    history = all_is_well()
    history.published += [event for event in history.published if event.service == "kraftcenter"]
    assert judge_history(history).faults == []


def test_a_lost_notice() -> None:
    """Nothing lost: each who should be told."""
    history = all_is_well()
    history.notices.remove(_notice(history, GOAL, SENDERS))
    verdict = judge_history(history)
    assert (verdict.lost, verdict.doubled, verdict.reordered) == (1, 0, 0)
    assert verdict.faults == [f"socialpsykiatri (inbox) was not told of {GOAL}"]


def test_a_doubled_notice() -> None:
    """Nothing twice: the same event, recipient and channel, under two ids."""
    history = all_is_well()
    notice = _notice(history, GOAL, SENDERS)
    history.notices.append(notice._replace(id=str(uuid4())))
    verdict = judge_history(history)
    assert (verdict.lost, verdict.doubled) == (0, 1)
    assert f"socialpsykiatri (inbox) was told 2 times of {GOAL}" in verdict.faults


def test_a_wrong_recipient() -> None:
    """Nobody else: a department that has nothing to do with the citizen, and a relative of what is not theirs."""
    for recipient in ("department:sel82", "managers:kraftcenter", "department:kraftcenter"):
        history = all_is_well()
        event = of(history, GOAL)
        history.notices.append(Notice(str(uuid4()), event.id, event.subject, recipient, "inbox"))
        verdict = judge_history(history)
        assert verdict.doubled == 1
        assert "should not be" in verdict.faults[0]


def test_notices_out_of_order() -> None:
    """In order: a recipient is told of what one service published in the order of its versions."""
    history = all_is_well()
    reached = history.notices.index(_notice(history, "delmaal.naaet", SENDERS))
    set_ = history.notices.index(_notice(history, GOAL, SENDERS))
    history.notices[reached], history.notices[set_] = history.notices[set_], history.notices[reached]
    verdict = judge_history(history)
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.reordered >= 1
    assert "socialpsykiatri (inbox) was told of version 2 after 3 of kraftcenter" in verdict.faults


def test_a_topic_out_of_order() -> None:
    """In order: by first occurrence the versions of a subject rise."""
    history = all_is_well()
    first, second = (history.published.index(of(history, fact)) for fact in ("delmaal.naaet", "delmaal.tabt"))
    history.published[first], history.published[second] = history.published[second], history.published[first]
    verdict = judge_history(history)
    assert verdict.reordered == 1
    assert verdict.faults == ["on the topic of kraftcenter a subject's versions are 1, 2, 4, 3"]


def test_a_gap_in_the_versions() -> None:
    """Nothing lost: versions count 1…n, so what is missing shows even where no report is known of it."""
    history = all_is_well()
    last = of(history, "delmaal.tabt")
    history.published[history.published.index(last)] = last._replace(version=9)
    assert judge_history(history).faults == ["on the topic of kraftcenter a subject lacks the versions 4, 5, 6, 7, 8"]


def test_a_version_given_twice() -> None:
    """Nothing twice: one version is one event."""
    history = all_is_well()
    reached, lost = of(history, "delmaal.naaet"), of(history, "delmaal.tabt")
    history.published[history.published.index(lost)] = lost._replace(version=reached.version)
    _, doubled, _ = _judged(history)
    assert doubled == 1


def test_a_report_without_an_answer() -> None:
    """Every report is answered, also where what it became was published and told."""
    history = all_is_well()
    report_of(history, GOAL).answers.clear()
    lost, _, _ = _judged(history)
    assert lost == 1


def test_an_answer_that_was_taken_back() -> None:
    """202 stands: what was answered so and has no receipt, or a refused one, was lost on the way."""
    history = all_is_well()
    report = report_of(history, GOAL)
    kept = next(kept for kept in history.receipts if kept.event_id == report.id)
    history.receipts.remove(kept)
    assert any("its service has no receipt of it" in fault for fault in judge_history(history).faults)
    history.receipts.append(kept._replace(status="waiting"))
    assert any("was answered accepted and is waiting" in fault for fault in judge_history(history).faults)


def test_a_refusal_where_nothing_was_wrong() -> None:
    """What breaks no rule is not refused, whatever fails on the way."""
    history = all_is_well()
    report_of(history, GOAL).answers.append(Answer(3.0, "kafka", "refused", None, ("/data/goal_id",)))
    assert f"{GOAL} was refused over kafka: /data/goal_id" in judge_history(history).faults


def test_answers_that_do_not_agree() -> None:
    """A repeat gets the same receipt again."""
    history = all_is_well()
    report_of(history, GOAL).answers.append(Answer(3.0, "batch", "accepted", str(uuid4())))
    assert the_only_fault(history) == f"{GOAL} was answered with different receipts"


def test_a_receipt_that_disagrees() -> None:
    """Receipts agree with the topic and with who was told."""
    history = all_is_well()
    n = next(n for n, kept in enumerate(history.receipts) if kept.event_id == report_of(history, GOAL).id)
    kept = history.receipts[n]
    (event_id,) = kept.published
    history.receipts[n] = kept._replace(told={event_id: frozenset()})
    assert the_only_fault(history).startswith(f"the receipt of {GOAL} tells of []")
    history.receipts[n] = kept._replace(published=(event_id, str(uuid4())))
    assert the_only_fault(history) == f"the receipt of {GOAL} names other events than were published"


def test_what_is_left_and_dead_is_said() -> None:
    """At rest nothing is left, and nothing lies among the dead letters."""
    history = all_is_well()
    history.left = {"the outbox of referral": 3, "the waiting of referral": 0}
    history.dead = ["notifications, indsats.startet: RuntimeError"]
    history.answers_wrong = ["intake.an-app 0/7 was answered []"]
    assert judge_history(history).faults == [
        "intake.an-app 0/7 was answered []",
        "3 left in the outbox of referral",
        "a dead letter: notifications, indsats.startet: RuntimeError",
    ]


def test_no_fault_names_a_citizen() -> None:
    """The table is printed and kept: a sentence names kinds and counts, never an id."""
    history = all_is_well()
    (citizen,) = history.journal.lives
    history.notices.clear()
    history.published.reverse()
    faults = judge_history(history).faults
    assert faults
    assert not any(citizen in fault for fault in faults)


def _notice(history: History, fact: str, recipient: str) -> Notice:
    event = of(history, fact)
    return next(n for n in history.notices if (n.event_id, n.recipient) == (event.id, recipient))
