"""Makes the tutorials' locks anew (`make lock`): exact versions and checksums, and no addresses of registries."""

import subprocess
from pathlib import Path

from deploy.embedded.lock_jars import lock

HERE = Path(__file__).parent


def main() -> None:
    count, size = lock(HERE / "java")
    print(f"tutorials: {count} jars, {size / 1e6:.0f} MB")  # noqa: T201 (the command's only output)
    arguments = [
        "npm",
        "install",
        "--package-lock-only",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    subprocess.run(arguments, cwd=HERE / "javascript", check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
