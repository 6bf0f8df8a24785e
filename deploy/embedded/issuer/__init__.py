"""A small OpenID Connect issuer for the embedded stack: pick a demo person, or come with client credentials.

It stands where a municipality has Keycloak or the like. It asks for no password, so it must never be reachable from
outside the machine; the services refuse its stand-in tokens unless told otherwise.
"""
