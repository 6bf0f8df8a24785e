"""What must agree between the containers and the code, does."""

import pytest

from tests.suites.composition import Composition
from tests.unit.containers.agreements import (
    brokers,
    databases,
    doors,
    hardening,
    identity,
    image,
    private,
    variables,
    watching,
)

ALL = (variables, private, brokers, databases, doors, hardening, image, watching, identity)


@pytest.mark.parametrize("agreement", ALL, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_containers_agree_with_the_code(agreement: object, composition: Composition) -> None:
    """What can drift has a test: every variable, port, topic, principal, role and secret."""
    assert agreement.faults(composition) == []  # type: ignore[attr-defined]
