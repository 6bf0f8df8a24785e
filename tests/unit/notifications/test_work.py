"""The suites of the service's work, on the fake."""

from tests.suites.notifications_asked_again import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.notifications_conflicts import *  # noqa: F403
from tests.suites.notifications_corrections import *  # noqa: F403
from tests.suites.notifications_courses import *  # noqa: F403
from tests.suites.notifications_deliveries import *  # noqa: F403
from tests.suites.notifications_designation_errors import *  # noqa: F403
from tests.suites.notifications_heard_late import *  # noqa: F403
from tests.suites.notifications_knowledge import *  # noqa: F403
from tests.suites.notifications_known import *  # noqa: F403
from tests.suites.notifications_muting import *  # noqa: F403
from tests.suites.notifications_reach import *  # noqa: F403
from tests.suites.notifications_reading import *  # noqa: F403
from tests.suites.notifications_relatives import *  # noqa: F403
from tests.suites.notifications_settling import *  # noqa: F403
from tests.suites.notifications_tending import *  # noqa: F403
from tests.suites.notifications_unread import *  # noqa: F403
from tests.suites.notifications_work import *  # noqa: F403
