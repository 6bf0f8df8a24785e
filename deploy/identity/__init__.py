"""What Samspil needs of Keycloak: the realm, and the client each departmental app signs in with."""
