import pytest

from shared.messaging.topics import (
    AUDITOR,
    HEARS,
    SERVICES,
    events_topic,
    grants,
    intake_topic,
    overlap,
    principals,
    receipts_topic,
    topics,
)

APPS = ("socialpsykiatri-app", "kraftcenter-app")


def _may(principal: str, operation: str) -> set[str]:
    return {
        g.name for g in grants(APPS) if g.principal == principal and g.kind == "topic" and operation in g.operations
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_events_and_receipts_and_nothing_else(service: str) -> None:
    """One owner per topic: no service can speak for another."""
    assert _may(service, "write") == {events_topic(service), *(receipts_topic(app) for app in APPS)}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_what_it_hears_and_every_intake(service: str) -> None:
    """What a service hears is declared; its own topic is not among it."""
    heard = {events_topic(other) for other in HEARS[service]}
    assert events_topic(service) not in heard
    assert _may(service, "read") == heard | {intake_topic(app) for app in APPS}


@pytest.mark.parametrize("app", APPS)
def test_an_app_writes_its_intake_and_reads_its_receipts(app: str) -> None:
    """An app's topic is its identity, so nobody else writes there, and it sees nobody else's answers."""
    assert _may(app, "write") == {intake_topic(app)}
    assert _may(app, "read") == {receipts_topic(app)}


def test_the_auditor_reads_every_event_and_writes_nothing() -> None:
    """Whoever follows the events can never become their source."""
    assert _may(AUDITOR, "read") == {events_topic(service) for service in SERVICES}
    assert _may(AUDITOR, "write") == set()


def test_every_topic_somebody_has_rights_to_is_declared() -> None:
    """Topics and rights are one list: what the one names, the other knows."""
    declared = {topic.name for topic in topics(APPS)}
    assert {grant.name for grant in grants(APPS) if grant.kind == "topic"} == declared


def test_events_leave_the_broker_after_seven_days() -> None:
    """V1, V3: pseudonymised events are kept briefly."""
    assert {topic.retention_ms for topic in topics(APPS)} == {7 * 24 * 3600 * 1000}


@pytest.mark.parametrize("name", ["referral", "ref", "referral-i", "referral-intake", "auditor", "aud", "auditor-app"])
def test_an_app_that_would_share_groups_with_somebody_is_refused(name: str) -> None:
    """An app owns the groups that begin with its name: none of them may be another principal's, nor its own theirs."""
    with pytest.raises(ValueError, match="share groups"):
        grants([name])


@pytest.mark.parametrize("name", ["", "skole.receipts", "Skole", "skole_app", "skole*", "skole\n", "s" * 64])
def test_what_is_no_apps_name_gets_no_rights(name: str) -> None:
    """The name is a part of its topics': `skole.receipts` would write the answers that `skole` reads."""
    for declared in (topics, grants, principals):
        with pytest.raises(ValueError, match="63 at most"):
            declared([name])
    assert receipts_topic("s" * 63) in {topic.name for topic in topics(["s" * 63])}


def test_an_app_may_begin_with_a_services_name() -> None:
    """A service's groups are named in full: `kraftcenter-app` has none of them."""
    assert overlap("kraftcenter-app", ["svr-app"]) is None


def test_two_apps_of_which_one_begins_the_other_are_refused() -> None:
    """The shorter would own the longer one's groups."""
    assert overlap("skole", ["skole-app"]) == overlap("skole-app-2", ["skole-app"]) == "skole-app"
    with pytest.raises(ValueError, match="share groups"):
        principals(["skole", "skole-app"])
