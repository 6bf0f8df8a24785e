from tests.suites.kraftcenter_work import KraftcenterWorkSuite


class TestFakeWork(KraftcenterWorkSuite):
    """The suite on the world in memory."""
