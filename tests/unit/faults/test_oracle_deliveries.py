"""The oracle bites on what went out: words of deliveries, mails and webhooks that are missing, wrong or astray."""

from uuid import uuid4

from tests.faults.oracle.history import Letter
from tests.faults.oracle.judging import judge_history
from tests.unit.faults.made_up import all_is_well, next_version, of, the_only_fault

GOAL = "indsatsmaal.fastsat"


def test_word_of_a_delivery_that_is_missing_or_wrong() -> None:
    """`besked.leveret` is published once per event told, and names those who were."""
    history = all_is_well()
    event = of(history, GOAL)
    said = next(e for e in history.published if e.data.get("event_id") == event.id)
    place = history.published.index(said)
    history.published[place] = said._replace(data={**said.data, "told": []})
    assert the_only_fault(history).startswith(f"of {GOAL} besked.leveret names []")
    history.published[place] = said
    history.published.append(said._replace(id=str(uuid4()), version=next_version(history, "notifications")))
    assert the_only_fault(history) == f"that {GOAL} was delivered was published 2 times"


def test_a_missing_mail_and_a_missing_webhook() -> None:
    """Mails and webhooks arrive at least once, by their ids; more often is allowed."""
    history = all_is_well()
    history.letters += history.letters
    history.calls += history.calls
    assert judge_history(history).faults == []
    sent = next(sending for sending in history.sendings if sending.channel == "mail")
    history.letters = [letter for letter in history.letters if letter.message_id != sent.id]
    assert the_only_fault(history) == "the mail about paaroerende.udpeget never arrived and is delivered"
    history = all_is_well()
    history.calls.pop(0)
    assert the_only_fault(history) == "the webhook about henvisning.oprettet never arrived and is delivered"


def test_what_arrives_where_it_should_not() -> None:
    """None to anybody else: under an id that is no delivery's, at another address, another app, with another event."""
    history = all_is_well()
    (life,) = history.journal.lives.values()
    mails, calls = list(history.letters), list(history.calls)
    history.letters = [*mails, Letter(life.email, str(uuid4()))]
    assert the_only_fault(history) == "a mail arrived that nobody was to be sent"
    history.letters = [*mails, mails[0]._replace(to="somebody.else@example.org")]
    assert the_only_fault(history) == "a mail arrived at another address than it was for"
    history.letters = mails
    for call, words in (
        (calls[0]._replace(id=str(uuid4())), "kraftcenter-app was called with what nobody was to be sent"),
        (calls[0]._replace(app="sel82-app"), "sel82-app was called with what was for another app"),
        (calls[0]._replace(event_id="x"), "kraftcenter-app was called with another event than it was to be sent"),
    ):
        history.calls = [*calls, call]
        assert the_only_fault(history) == words


def test_a_delivery_that_was_never_queued() -> None:
    """A notice outside the inbox has its delivery."""
    history = all_is_well()
    gone = next(sending for sending in history.sendings if sending.channel == "webhook")
    history.sendings.remove(gone)
    faults = judge_history(history).faults
    assert "the webhook to kraftcenter (webhook) about henvisning.oprettet was never queued" in faults
