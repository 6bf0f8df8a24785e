from pathlib import Path

from deploy.embedded.kafka.properties import Broker, format_arguments, properties


def _settings(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


ONE = [Broker(1, 9001, 9101, Path("/data/1"))]
THREE = [Broker(number, 9000 + number, 9100 + number, Path(f"/data/{number}")) for number in (1, 2, 3)]


def test_nobody_comes_in_without_a_password_and_nobody_may_anything_undeclared() -> None:
    """The embedded broker authenticates and authorises as production does."""
    settings = _settings(properties(ONE[0], ONE, "admin", {"admin": "word"}))
    assert "PLAINTEXT:PLAINTEXT" not in settings["listener.security.protocol.map"].replace("SASL_", "x")
    assert settings["authorizer.class.name"].endswith("StandardAuthorizer")
    assert settings["allow.everyone.if.no.acl.found"] == "false"
    assert settings["auto.create.topics.enable"] == "false"
    assert settings["super.users"] == "User:admin"


def test_every_listener_is_on_the_loopback_address() -> None:
    """Nothing of the embedded stack can be reached from another machine."""
    settings = _settings(properties(ONE[0], ONE, "admin", {"admin": "word"}))
    assert all("//127.0.0.1:" in listener for listener in settings["listeners"].split(","))


def test_a_rig_may_say_otherwise() -> None:
    """What a test needs smaller stands for the ordinary setting, and only where it is named."""
    settings = _settings(properties(ONE[0], ONE, "admin", {"admin": "word"}, {"num.io.threads": "1", "more": "2"}))
    assert (settings["num.io.threads"], settings["more"], settings["num.network.threads"]) == ("1", "2", "2")


def test_three_brokers_keep_three_copies_and_name_one_another() -> None:
    """What differs between one broker and several is the list alone."""
    settings = _settings(properties(THREE[1], THREE, "admin", {"admin": "word"}))
    assert settings["controller.quorum.bootstrap.servers"] == "127.0.0.1:9101,127.0.0.1:9102,127.0.0.1:9103"
    assert (settings["default.replication.factor"], settings["min.insync.replicas"]) == ("3", "2")
    assert format_arguments(THREE, ["a", "b", "c"])[1].startswith("1@127.0.0.1:9101:a,2@")
    assert format_arguments(ONE, []) == ["--standalone"]


def test_a_dead_broker_is_given_up_within_three_seconds() -> None:
    """Alone or among others: who is started again, or takes over, need not wait out the nine seconds of the default."""
    for brokers in (ONE, THREE):
        settings = _settings(properties(brokers[0], brokers, "admin", {"admin": "word"}))
        assert int(settings["broker.session.timeout.ms"]) <= 3000
        assert int(settings["broker.heartbeat.interval.ms"]) * 5 <= int(settings["broker.session.timeout.ms"])
