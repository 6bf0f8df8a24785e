"""Which migrations make up one service's database."""

from pathlib import Path

import services


def folders(service: str) -> list[Path]:
    """Each floor brings its own tables, then come the service's."""
    from shared.postgres import migration_folders  # here: most commands do without the database's client

    return migration_folders(Path(services.__path__[0]) / service / "migrations")
