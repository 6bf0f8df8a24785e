"""The realm Keycloak imports: what every token says, and what nobody gets."""

import json
from typing import Any, get_args

from deploy.embedded.layout import REPOSITORY
from deploy.identity import realm as module
from deploy.identity.realm import ADMIN_CLIENT, SCOPE, WEB_CLIENT, app_client, fixed_claim, for_production
from shared.contracts.report import Role


def _client(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in for_production()["clients"] if each["clientId"] == name)
    return found


def test_the_file_is_the_realm_of_the_code() -> None:
    """Production imports the file; changed code without `python -m deploy.identity.realm` is noticed here."""
    path = REPOSITORY / "deploy/identity/samspil-realm.json"
    assert json.loads(path.read_text()) == for_production()


def test_production_has_no_secret_and_nobody_in_it() -> None:
    """No default password exists: secrets are the environment's, and the only user is the administering client's."""
    found = for_production()
    assert {client["secret"] for client in found["clients"]} == {
        "${SAMSPIL_WEB_CLIENT_SECRET}",
        "${SAMSPIL_IDENTITY_ADMIN_SECRET}",
    }
    assert [user["username"] for user in found["users"]] == [f"service-account-{ADMIN_CLIENT}"]
    assert "credentials" not in json.dumps(found)


def test_every_role_is_there() -> None:
    """The realm and the contracts name the same roles."""
    assert {role["name"] for role in for_production()["roles"]["realm"]} == set(get_args(Role))


def test_people_sign_in_by_code_with_a_challenge_and_nothing_else() -> None:
    """PKCE with S256 and one address back; no password ever goes through the pages."""
    web = _client(WEB_CLIENT)
    assert web["attributes"]["pkce.code.challenge.method"] == "S256"
    assert web["redirectUris"] == ["${SAMSPIL_PUBLIC_URL}/log-ind/svar"]
    assert (web["publicClient"], web["directAccessGrantsEnabled"], web["serviceAccountsEnabled"]) == (False,) * 3


def test_an_app_has_client_credentials_alone_and_its_own_department() -> None:
    """An app's token says its department whatever the app would like it to say."""
    client = app_client("svr-app", "svr", "word")
    assert (client["serviceAccountsEnabled"], client["standardFlowEnabled"], client["fullScopeAllowed"]) == (
        True, False, False,
    )  # fmt: skip
    (mapper,) = client["protocolMappers"]
    assert (mapper["config"]["claim.name"], mapper["config"]["claim.value"]) == ("department", "svr")


def test_no_client_but_those_of_samspil_has_its_audience() -> None:
    """The audience comes with the scope, and the scope is nobody's by default: other clients' tokens are refused."""
    found = for_production()
    assert (found["defaultDefaultClientScopes"], found["defaultOptionalClientScopes"]) == ([], [])
    assert [c["clientId"] for c in found["clients"] if SCOPE in c["defaultClientScopes"]] == [WEB_CLIENT]


def test_nothing_about_a_person_stands_in_an_identity_token() -> None:
    """It travels in an address when somebody signs out: no name, department or citizen in it (V1)."""
    scopes = for_production()["clientScopes"]
    mappers = [*(mapper for scope in scopes for mapper in scope["protocolMappers"]), fixed_claim("name", "Anne Kjær")]
    assert {m["config"].get("id.token.claim", "false") for m in mappers if m["name"] != "subject"} == {"false"}


def test_nobody_says_for_themselves_what_they_stand_for() -> None:
    """Department, citizen and designations are an administrator's to change, not the person's own."""
    (profile,) = for_production()["components"]["org.keycloak.userprofile.UserProfileProvider"]
    told = {each["name"]: each for each in json.loads(profile["config"]["kc.user.profile.config"][0])["attributes"]}
    for name in module.ATTRIBUTES:
        assert told[name]["permissions"]["edit"] == ["admin"]
