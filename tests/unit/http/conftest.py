from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit.http.application import application


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield client
