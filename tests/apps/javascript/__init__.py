"""The Node packages of the tutorials: locked, without addresses, and fetched once."""

import asyncio
import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

LOCK = Path(__file__).with_name("package-lock.json")
CHANGED = "EINTEGRITY"
"""npm's word for a package that is not what the lock says."""

_FILES = (Path(__file__).with_name("package.json"), LOCK)


async def packages() -> Path:
    """The `node_modules` of the lock, from the machine's cache; fetched where they are not there yet.

    Skips the test, with npm's own words, where they cannot be had. Fails where something else was had.
    """
    return await asyncio.to_thread(_fetched)


def _fetched() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "samspil"
    whole = home / f"node-{hashlib.sha256(b''.join(file.read_bytes() for file in _FILES)).hexdigest()[:16]}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".node.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not whole.exists():
            # Made beside its place and moved there when whole: half of it would be taken for all.
            draft = whole.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            for file in _FILES:
                shutil.copy(file, draft)
            _install(draft)
            draft.rename(whole)
    return whole / "node_modules"


def _install(folder: Path) -> None:
    arguments = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        words = f"npm could not install the tutorials' packages: {done.stderr.strip()[-500:]}"
        if CHANGED in words:
            pytest.fail(words)
        pytest.skip(f"the tutorial was not followed: {words}")
