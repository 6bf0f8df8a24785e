"""The issuer's word that somebody's sign-in is over (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6)."""

from typing import Any, Final, NamedTuple

from joserfc import jwt

from shared.identity._actor import Unauthenticated

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_TYPES: Final = frozenset({"logout+jwt", "application/logout+jwt", "jwt"})
_GOOD_FOR_SECONDS: Final = 300
"""So long after it was made it is taken: not every issuer says by `exp` when it ends, and one that was caught is of no
use to anybody for longer."""


class LoggedOut(NamedTuple):
    """The issuer's names for the person and for the one sign-in that ended; never both None. Without `session` every
    sign-in of the person's ended."""

    subject: str | None
    session: str | None


def logged_out(token: jwt.Token, now: float) -> LoggedOut:
    """From a token whose signature, issuer and audience hold. Raises Unauthenticated where it is of another kind."""
    claims: dict[str, Any] = token.claims
    if str(token.header.get("typ", "JWT")).lower() not in _TYPES:
        raise Unauthenticated("type")
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(_EVENT), dict):
        raise Unauthenticated("events")
    if "nonce" in claims:
        # An identity token, of which a browser may have a copy.
        raise Unauthenticated("nonce")
    if now - claims["iat"] > _GOOD_FOR_SECONDS:
        raise Unauthenticated("expired_token")
    subject, session = claims.get("sub"), claims.get("sid")
    if not all(each is None or (isinstance(each, str) and each) for each in (subject, session)):
        raise Unauthenticated("malformed")
    if subject is None and session is None:
        raise Unauthenticated("missing_claim")
    return LoggedOut(subject, session)
