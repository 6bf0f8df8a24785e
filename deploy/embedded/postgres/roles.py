"""Databases and roles: a service's owner may change tables, its everyday role only rows; nobody else connects.

Beside it stands the role under which the service reads for people: nobody signs in with it, and it has no rights of its
own but what the tables' policies show.
"""

from collections.abc import Callable, Mapping
from typing import Any

from shared.messaging.topics import SERVICES


async def ensure(url: Callable[[str, str], str], passwords: Mapping[str, str]) -> None:
    """Creates what is missing and sets every password; running it again changes nothing.

    `url(user, database)` gives a connection string; names and passwords are ours (letters, digits, underscore).
    """
    import asyncpg

    from shared.postgres import READER_SUFFIX

    connection = await asyncpg.connect(url("samspil", "postgres"))
    try:
        roles = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            for role in (service, f"{service}_owner"):
                verb = "ALTER" if role in roles else "CREATE"
                await connection.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{passwords[role]}'")
            reader = f"{service}{READER_SUFFIX}"
            verb = "ALTER" if reader in roles else "CREATE"
            await connection.execute(f"{verb} ROLE {reader} NOLOGIN NOBYPASSRLS")
            await connection.execute(f"GRANT {reader} TO {service} WITH INHERIT FALSE, SET TRUE")
            if service not in databases:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service}_owner")
                await connection.execute(f"REVOKE ALL ON DATABASE {service} FROM PUBLIC")
                await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {service} TO {service}")
    finally:
        await connection.close()
    for service in SERVICES:
        await _schema(service, await asyncpg.connect(url("samspil", service)))


async def _schema(service: str, connection: Any) -> None:
    """The owner's schema; the migration that makes a table also gives the everyday role its rights to it."""
    try:
        await connection.execute(f"ALTER SCHEMA public OWNER TO {service}_owner")
        await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    finally:
        await connection.close()
