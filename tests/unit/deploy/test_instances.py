"""Several instances of a service: each with an address of its own, one database and one principal for all."""

from pathlib import Path

from deploy.embedded import ports
from deploy.embedded.layout import Layout
from deploy.embedded.plan import PORTS, Plan
from deploy.embedded.services import instances_of, service_of


def _plan(root: Path) -> Plan:
    layout = Layout(root)
    layout.make()
    return Plan.make(layout, ports.choose(layout, [*PORTS, "referral-2"]))


def test_an_instance_is_told_what_is_its_own_and_what_is_its_services(tmp_path: Path) -> None:
    """Two that answered at one address, or were two services to the broker, would not share the work."""
    environment = _plan(tmp_path).environment
    one, other = environment.of("referral"), environment.of("referral-2")
    assert {name for name in one if one[name] != other[name]} == {"SAMSPIL_INSTANCE", "SAMSPIL_HTTP_PORT"}
    assert other["SAMSPIL_INSTANCE"] == "referral-2"
    assert environment.url("referral-2").endswith(other["SAMSPIL_HTTP_PORT"])


def test_a_service_is_migrated_once_however_many_run(tmp_path: Path) -> None:
    """Every instance waits for the same step."""
    parts = {part.name: part for part in _plan(tmp_path).chosen({"postgres"}, ("referral",), instances=2)}
    assert sorted(parts) == ["migrate-referral", "postgres", "referral", "referral-2"]
    assert all("migrate-referral" in parts[name].needs for name in instances_of("referral", 2))


def test_an_instance_names_its_service() -> None:
    """By the name alone, since nothing else is at hand where a part is spoken of."""
    assert [service_of(part) for part in instances_of("notifications", 3)] == ["notifications"] * 3
