"""Commands run inside a container: everything secret may be in a file."""

from pathlib import Path

import pytest

from deploy.cli import dead_letters


def test_dead_letters_are_read_with_a_database_url_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`docker compose exec referral samspil dead-letters list`: the container's own database, not an embedded stack."""
    (tmp_path / "url").write_text("postgresql://referral:word@postgres/referral\n", encoding="utf-8")
    monkeypatch.delenv("SAMSPIL_DATABASE_URL", raising=False)
    monkeypatch.setenv("SAMSPIL_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("OTEL_SERVICE_NAME", "referral")
    assert dead_letters._databases() == {"referral": "postgresql://referral:word@postgres/referral"}
