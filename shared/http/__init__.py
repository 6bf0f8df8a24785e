"""What every HTTP door has in common: problems in one shape, security headers, a limit on bodies, pages and rates.

`prepare` puts it on an application. An error never repeats what was sent (RFC 9457, in Danish, with the trace's id).
"""

from shared.http._access_log import Access, AccessLog, access_log_router
from shared.http._body_limit import BodyLimit
from shared.http._headers import SecurityHeaders
from shared.http._install import prepare
from shared.http._load import FEWEST, Load, LoadOut, load_router, shown_to
from shared.http._paging import Page, cursor_of, page_of, position_of
from shared.http._problems import Problem, problem_body, problem_response
from shared.http._rate_limit import RateLimit
from shared.http._spot_checks import SpotCheckOut, SpotChecks, SpotChecksOut, spot_checks_router
from shared.http.problem_types import PROBLEM_TYPES, ProblemType

__all__ = [
    "FEWEST",
    "PROBLEM_TYPES",
    "Access",
    "AccessLog",
    "BodyLimit",
    "Load",
    "LoadOut",
    "Page",
    "Problem",
    "ProblemType",
    "RateLimit",
    "SecurityHeaders",
    "SpotCheckOut",
    "SpotChecks",
    "SpotChecksOut",
    "access_log_router",
    "cursor_of",
    "load_router",
    "page_of",
    "position_of",
    "prepare",
    "problem_body",
    "problem_response",
    "shown_to",
    "spot_checks_router",
]
