"""The suite of the service's work, on the fake."""

from tests.suites.notifications_work import *  # noqa: F403  (whatever the suite holds is to be run)
