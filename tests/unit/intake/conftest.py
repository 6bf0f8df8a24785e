from tests.unit.telemetry.conftest import spans as spans
