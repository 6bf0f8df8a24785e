"""The suites of designations, invitations and what is mailed, on the fake."""

from tests.suites.notifications_designations import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.notifications_erasure import *  # noqa: F403
from tests.suites.notifications_invitations import *  # noqa: F403
