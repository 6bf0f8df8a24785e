"""What a verified token says, read into an `Actor`; what does not add up is nobody."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from shared.contracts.report import Role
from shared.identity._actor import ROLES, Actor, Unauthenticated
from shared.identity._apps import Apps

_OF_A_DEPARTMENT = frozenset({"app", "coordinator", "manager"})


def actor_of(claims: Mapping[str, Any], *, stand_in_tokens: bool, apps: Apps | None) -> Actor:
    """The bearer of a token whose signature, issuer, audience and time have been checked.

    Roles stand in `roles` or, as Keycloak writes them, in `realm_access.roles`; unknown ones are passed over. Raises
    Unauthenticated for a stand-in where those are not taken, an app that is not registered or not itself, and a role
    without what it stands on (a department, a citizen, a designation). A relative may name neither citizen nor
    designation: such a one is bound by an invitation, which the notifications service keeps.
    """
    if claims.get("stand_in") and not stand_in_tokens:
        raise Unauthenticated("stand_in")
    subject = claims["sub"]
    roles = _roles(claims)
    department = _text(claims, "department")
    client = _text(claims, "azp") or _text(claims, "client_id")
    app = None
    if "app" in roles:
        if len(roles) > 1:
            raise Unauthenticated("app_and_person")
        app = client or _text(claims, "app")
        if app is None or (_text(claims, "app") or app) != app:
            raise Unauthenticated("app_mismatch")
        if apps is not None and apps.given:
            registered = apps.department_of(app)
            if registered is None or (department or registered) != registered:
                raise Unauthenticated("app_not_registered")
            department = registered
    if roles & _OF_A_DEPARTMENT and department is None:
        raise Unauthenticated("no_department")
    citizen_id = _uuid(claims.get("citizen_id"))
    designations = frozenset(filter(None, map(_uuid, _list(claims, "designation_ids"))))
    if citizen_id is None and ("citizen" in roles or ("relative" in roles and designations)):
        raise Unauthenticated("no_citizen")
    if roles & {"citizen", "relative"} == {"relative"} and citizen_id is not None and not designations:
        raise Unauthenticated("no_designation")
    email = _text(claims, "email") if claims.get("email_verified") is True else None
    return Actor(subject, roles, department, citizen_id, designations, app, _text(claims, "name"), email)


def _roles(claims: Mapping[str, Any]) -> frozenset[Role]:
    realm = claims.get("realm_access")
    named = {*_list(claims, "roles"), *(_list(realm, "roles") if isinstance(realm, dict) else ())}
    return frozenset(cast("Role", role) for role in named & ROLES)


def _list(claims: Mapping[str, Any], name: str) -> list[str]:
    value = claims.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unauthenticated("claims")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise Unauthenticated("claims")
    return value or None


def _uuid(value: Any) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Unauthenticated("claims") from None
