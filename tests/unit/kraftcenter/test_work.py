from services.kraftcenter.ports import Work
from services.kraftcenter.storage import KraftcenterWork
from tests.fakes.kraftcenter_work import FakeWork
from tests.suites.kraftcenter_interventions import InterventionsSuite
from tests.suites.kraftcenter_own import OwnInterventionsSuite
from tests.suites.kraftcenter_work import KraftcenterWorkSuite


class TestFakeWork(KraftcenterWorkSuite):
    """The suite on the world in memory."""


class TestFakeInterventions(InterventionsSuite):
    """The suite on the world in memory."""


class TestFakeOwnInterventions(OwnInterventionsSuite):
    """The suite on the world in memory."""


def both_are_work(work: KraftcenterWork | FakeWork) -> Work:
    """mypy holds the real one and the fake to the port; nothing runs."""
    return work
