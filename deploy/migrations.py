"""Which migrations make up one service's database."""

from pathlib import Path

import services
import shared


def folders(service: str) -> list[Path]:
    """Each floor brings its own tables, then come the service's."""
    floors = sorted(Path(shared.__path__[0]).glob("*/migrations"))
    own = Path(services.__path__[0]) / service / "migrations"
    return [*floors, own] if own.is_dir() else floors
