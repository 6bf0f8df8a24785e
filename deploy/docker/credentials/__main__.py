"""`make compose-secrets`: writes what is missing, changes nothing that is there, and says what to do next."""

import argparse
import os
import sys
from pathlib import Path

from deploy.docker.credentials.authority import Pair, authority, issue, still_good
from deploy.docker.credentials.files import ISSUER_HOST, KAFKA_HOST, bearers, certificates, passwords
from deploy.docker.credentials.vault import dump, fill, load
from deploy.register import Register, Unreadable
from shared.contracts.codes import DEPARTMENTS

FOLDER = Path(__file__).parents[1] / "private"
OWNER_ONLY = 0o400
# A container has its files mounted one by one and reads them under a user of its own, which this machine does not
# know. Nobody else here comes past the folder, which only its owner may enter.
FOR_A_CONTAINER = 0o444


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.docker.credentials", description=__doc__)
    parser.add_argument("--app", action="append", default=[], metavar="NAME=DEPARTMENT", help="register an app")
    parser.add_argument("--remove-app", action="append", default=[], metavar="NAME", help="take an app out")
    parser.add_argument(
        "--renew-certificates", action="store_true", help="new certificates under the same authority for everybody"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files go (deploy/docker/private)")
    told = parser.parse_args(arguments)
    try:
        changed = make(
            told.folder,
            add=dict(_app(text) for text in told.app),
            remove=told.remove_app,
            renew=told.renew_certificates,
            kafka_host=os.environ.get("SAMSPIL_KAFKA_HOST") or KAFKA_HOST,
            issuer_host=os.environ.get("SAMSPIL_ISSUER_HOST") or ISSUER_HOST,
        )
    except Unreadable:
        print("apps/apps.json is no register of apps: mend it first", file=sys.stderr)  # noqa: T201
        return 2
    except ValueError as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 (the command's own voice)
        return 2
    print(f"{len(changed)} files written" if changed else "Everything is there; nothing was changed.")  # noqa: T201
    return 0


def make(
    folder: Path,
    *,
    add: dict[str, str] | None = None,
    remove: list[str] | None = None,
    renew: bool = False,
    kafka_host: str = KAFKA_HOST,
    issuer_host: str = ISSUER_HOST,
) -> list[str]:
    """Brings the folder up to date and returns the names of the files that were written.

    Raises ValueError where an app cannot be registered under its name, Unreadable where the register is none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "pairs").mkdir(mode=0o700, exist_ok=True)
    (folder / "apps").mkdir(exist_ok=True)
    (folder / "apps").chmod(0o755)
    register = Register(folder / "apps" / "apps.json")
    apps = {app: code for app, code in {**register.all(), **(add or {})}.items() if app not in (remove or [])}
    vault = fill(load(folder / "vault.json"), apps)
    for app in remove or []:
        register.take(app)
    register.put(apps)
    if not register.path.exists():
        register.path.write_text("{}\n", encoding="utf-8")
    signer = _kept(folder, "ca.pem", "ca_key.pem")
    renew = renew or signer is None
    signer = signer or authority()
    pairs = {}
    for bearer in bearers(kafka_host, issuer_host):
        file = bearer.name.replace("-", "_")
        there = _kept(folder, f"pairs/{file}.pem", f"pairs/{file}_key.pem")
        if renew or there is None or not still_good(there.certificate, bearer.hosts):
            there = issue(signer, bearer.name, bearer.hosts, client=bearer.client)
        pairs[bearer.name] = there
    own = {"vault.json": dump(vault), "ca_key.pem": signer.key}
    for name, pair in pairs.items():
        file = name.replace("-", "_")
        own |= {f"pairs/{file}.pem": pair.certificate, f"pairs/{file}_key.pem": pair.key}
    shared = {
        "ca.pem": signer.certificate,
        **passwords(vault),
        **certificates(pairs, signer.certificate),
    }
    return [
        *(name for name, text in own.items() if _write(folder / name, text, OWNER_ONLY)),
        *(name for name, text in shared.items() if _write(folder / name, text, FOR_A_CONTAINER)),
    ]


def _app(text: str) -> tuple[str, str]:
    name, _, department = text.partition("=")
    if department not in DEPARTMENTS:
        raise ValueError(f"--app wants NAME=DEPARTMENT, and a department is one of: {', '.join(sorted(DEPARTMENTS))}")
    return name, department


def _kept(folder: Path, certificate: str, key: str) -> Pair | None:
    if not ((folder / certificate).exists() and (folder / key).exists()):
        return None
    return Pair((folder / key).read_text(encoding="ascii"), (folder / certificate).read_text(encoding="ascii"))


def _write(path: Path, text: str, mode: int) -> bool:
    """Whether it had to be written. As a whole or not at all: a container may start meanwhile."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.chmod(mode)
    draft.replace(path)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
