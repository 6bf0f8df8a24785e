"""The suites of what is queued to leave the house and how it ends, on the real database, where nobody else sends it."""

from tests.suites.notifications_corrections import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.notifications_designation_errors import *  # noqa: F403
from tests.suites.notifications_designations import *  # noqa: F403
from tests.suites.notifications_erasure import *  # noqa: F403
from tests.suites.notifications_invitations import *  # noqa: F403
from tests.suites.notifications_reach import *  # noqa: F403
from tests.suites.notifications_unread import *  # noqa: F403
