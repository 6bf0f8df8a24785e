"""The realm as Keycloak imports it (its own names for things): roles, claims, the pages' client and apps' clients.

Everything a service reads from a token is made by one client scope, so that a client without that scope gets tokens no
service takes: they lack the audience.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from shared.contracts.report import Role

REALM = "samspil"
AUDIENCE = "samspil"
SCOPE = "samspil"
PROFILE = "profile"
WEB_CLIENT = "samspil-web"
ADMIN_CLIENT = "samspil-admin"
APP_MARK = "samspil.app"
"""An attribute of the clients that are apps, so that none of the others is mistaken for one."""

ADMIN_RIGHTS = ("manage-clients", "manage-users", "view-realm")
"""What adding and removing apps takes, and nothing beyond it."""

ROLES: tuple[Role, ...] = get_args(Role)
ATTRIBUTES = {"department": False, "citizen_id": False, "designation_ids": True}
"""What a person stands for, by name; True where there can be several values."""

CALLBACK = "/log-ind/svar"
AFTER_LOGOUT = "/log-ud"

SESSION_IDLE_S = 30 * 60
SESSION_S = 8 * 3600
PAGES_TOKEN_S = 5 * 60
APP_TOKEN_S = 3600

_OFF = {"id.token.claim": "false", "userinfo.token.claim": "false", "access.token.claim": "true"}
# Names stand in no identity token: it travels in an address when somebody signs out.


def realm(
    pages: str,
    web_secret: str,
    admin_secret: str,
    *,
    clients: Iterable[dict[str, Any]] = (),
    users: Iterable[dict[str, Any]] = (),
    admin_rights: Sequence[str] = ADMIN_RIGHTS,
) -> dict[str, Any]:
    """A whole realm for pages at the address `pages` (no final slash), with `clients` and `users` beside its own."""
    return {
        "realm": REALM,
        "enabled": True,
        "displayName": "Samspil",
        "sslRequired": "external",
        "registrationAllowed": False,
        "resetPasswordAllowed": False,
        "editUsernameAllowed": False,
        "loginWithEmailAllowed": False,
        "duplicateEmailsAllowed": True,
        "bruteForceProtected": True,
        "failureFactor": 10,
        "defaultSignatureAlgorithm": "RS256",
        "accessTokenLifespan": PAGES_TOKEN_S,
        "ssoSessionIdleTimeout": SESSION_IDLE_S,
        "ssoSessionMaxLifespan": SESSION_S,
        "internationalizationEnabled": True,
        "supportedLocales": ["da", "en"],
        "defaultLocale": "da",
        "roles": {"realm": [{"name": role} for role in ROLES]},
        "clientScopes": [_scope(), _profile()],
        "defaultDefaultClientScopes": [],
        "defaultOptionalClientScopes": [],
        "scopeMappings": [{"clientScope": SCOPE, "roles": list(ROLES)}],
        "components": {"org.keycloak.userprofile.UserProfileProvider": [_user_profile()]},
        "clients": [web_client(pages, web_secret), _admin_client(admin_secret), *clients],
        "users": [_admin_user(admin_rights), *users],
    }


def web_client(pages: str, secret: str) -> dict[str, Any]:
    """The client people sign in to the pages with: authorization code, PKCE with S256, and one way back."""
    return {
        "clientId": WEB_CLIENT,
        "name": "Samspil",
        "secret": secret,
        "publicClient": False,
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "rootUrl": pages,
        "redirectUris": [pages + CALLBACK],
        "webOrigins": [],
        "attributes": {"pkce.code.challenge.method": "S256", "post.logout.redirect.uris": pages + AFTER_LOGOUT},
        "defaultClientScopes": [SCOPE],
        "optionalClientScopes": [PROFILE],
    }


def app_client(name: str, department: str, secret: str) -> dict[str, Any]:
    """The client of a departmental app: client credentials alone, and its department in every token."""
    client = machine_client(name, secret, [fixed_claim("department", department)])
    return {**client, "attributes": {**client["attributes"], APP_MARK: "true"}}


def machine_client(name: str, secret: str, mappers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A client nobody signs in with, and what its tokens say beside the roles of its service account."""
    return {
        "clientId": name,
        "secret": secret,
        "publicClient": False,
        "standardFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": True,
        "fullScopeAllowed": False,
        "attributes": {"access.token.lifespan": str(APP_TOKEN_S)},
        "defaultClientScopes": [SCOPE],
        "optionalClientScopes": [],
        "protocolMappers": list(mappers),
    }


def service_account(client: str, *roles: str) -> dict[str, Any]:
    """The user behind a machine's client, with its roles, as an import wants it."""
    return {
        "username": f"service-account-{client}",
        "enabled": True,
        "serviceAccountClientId": client,
        "realmRoles": list(roles),
    }


def fixed_claim(name: str, value: Any) -> dict[str, Any]:
    """A claim that says the same in every token of a client. Text, true or false, or a list of texts."""
    kind = {bool: "boolean", str: "String"}.get(type(value), "JSON")
    words = value if isinstance(value, str) else json.dumps(value)
    config = {"claim.name": name, "claim.value": words, "jsonType.label": kind}
    return _mapper(name, "oidc-hardcoded-claim-mapper", {**config, **_OFF})


def _scope() -> dict[str, Any]:
    mappers = [
        _mapper("audience", "oidc-audience-mapper", {"included.custom.audience": AUDIENCE, **_OFF}),
        _mapper("subject", "oidc-sub-mapper", {"access.token.claim": "true"}),
        _mapper(
            "roles",
            "oidc-usermodel-realm-role-mapper",
            {"claim.name": "roles", "jsonType.label": "String", "multivalued": "true", **_OFF},
        ),
        *(_attribute(name, several) for name, several in ATTRIBUTES.items()),
        _property("email", "email", "String"),
        _property("email_verified", "emailVerified", "boolean"),
    ]
    return {
        "name": SCOPE,
        "protocol": "openid-connect",
        "description": "Audience, roles and what a person or an app stands for, as Samspil's services read them",
        "attributes": {"include.in.token.scope": "false", "display.on.consent.screen": "false"},
        "protocolMappers": mappers,
    }


def _profile() -> dict[str, Any]:
    """What the pages ask for by its standard name: who it is, to be shown to themselves and their colleagues."""
    return {
        "name": PROFILE,
        "protocol": "openid-connect",
        "attributes": {"include.in.token.scope": "true", "display.on.consent.screen": "false"},
        "protocolMappers": [_mapper("name", "oidc-full-name-mapper", _OFF)],
    }


def _attribute(name: str, several: bool) -> dict[str, Any]:
    config = {"user.attribute": name, "claim.name": name, "jsonType.label": "String"}
    return _mapper(
        name, "oidc-usermodel-attribute-mapper", {**config, "multivalued": "true" if several else "false", **_OFF}
    )


def _property(claim: str, of_user: str, kind: str) -> dict[str, Any]:
    """What Keycloak itself keeps of a person: an address counts only where it is verified."""
    config = {"user.attribute": of_user, "claim.name": claim, "jsonType.label": kind, **_OFF}
    return _mapper(claim, "oidc-usermodel-property-mapper", config)


def _mapper(name: str, kind: str, config: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config}


def _user_profile() -> dict[str, Any]:
    """What is known of a person. Nobody changes what they stand for themselves; no address is asked for."""
    theirs = {"permissions": {"view": ["admin", "user"], "edit": ["admin"]}}
    given = [
        {"name": "username", "displayName": "${username}", **theirs},
        {"name": "email", "displayName": "${email}", "validations": {"email": {}}, **theirs},
        {"name": "firstName", "displayName": "${firstName}", **theirs},
        {"name": "lastName", "displayName": "${lastName}", **theirs},
        *({"name": name, "multivalued": several, **theirs} for name, several in ATTRIBUTES.items()),
    ]
    return {
        "providerId": "declarative-user-profile",
        "config": {"kc.user.profile.config": [json.dumps({"attributes": given})]},
    }


def _admin_client(secret: str) -> dict[str, Any]:
    return {**machine_client(ADMIN_CLIENT, secret, []), "fullScopeAllowed": True, "defaultClientScopes": []}


def _admin_user(rights: Sequence[str]) -> dict[str, Any]:
    return {**service_account(ADMIN_CLIENT), "clientRoles": {"realm-management": list(rights)}}


def for_production() -> dict[str, Any]:
    """The realm of `samspil-realm.json`; Keycloak fills the placeholders from its own environment when it imports."""
    return realm("${SAMSPIL_PUBLIC_URL}", "${SAMSPIL_WEB_CLIENT_SECRET}", "${SAMSPIL_IDENTITY_ADMIN_SECRET}")


if __name__ == "__main__":
    print(json.dumps(for_production(), indent=2, ensure_ascii=False))  # noqa: T201 (the command's only output)
