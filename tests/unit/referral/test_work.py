"""The suites of the service's work, on the fake."""

from tests.suites.referral_companionship import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.referral_erasure import *  # noqa: F403
from tests.suites.referral_life import *  # noqa: F403
from tests.suites.referral_reading import *  # noqa: F403
from tests.suites.referral_work import *  # noqa: F403
