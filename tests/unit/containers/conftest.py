"""One composition for all of these tests, with secrets as the command makes them."""

import pytest

from deploy.docker.credentials.__main__ import make
from tests.suites.composition import Composition, compose, made


@pytest.fixture(scope="session")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Composition:
    """As it is in the repository. Whoever changes it changes a copy."""
    folder = tmp_path_factory.mktemp("containers") / "private"
    make(folder)
    return Composition(compose(), made(folder))
