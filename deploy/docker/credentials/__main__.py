"""`make compose-secrets`: writes what is missing, changes nothing that is there, and says what to do next."""

import argparse
import os
import sys
from pathlib import Path

from deploy.docker.credentials.authority import Pair, authority, issue, still_good
from deploy.docker.credentials.files import ISSUER_HOST, KAFKA_HOST, bearers, certificates, passwords
from deploy.docker.credentials.vault import dump, fill, load

FOLDER = Path(__file__).parents[1] / "private"
OWNER_ONLY = 0o400
# A container has its files mounted one by one and reads them under a user of its own, which this machine does not
# know. Nobody else here comes past the folder, which only its owner may enter.
FOR_A_CONTAINER = 0o444


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.docker.credentials", description=__doc__)
    parser.add_argument(
        "--renew-certificates", action="store_true", help="new certificates under the same authority for everybody"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files go (deploy/docker/private)")
    told = parser.parse_args(arguments)
    changed = make(
        told.folder,
        renew=told.renew_certificates,
        kafka_host=os.environ.get("SAMSPIL_KAFKA_HOST") or KAFKA_HOST,
        issuer_host=os.environ.get("SAMSPIL_ISSUER_HOST") or ISSUER_HOST,
    )
    print(f"{len(changed)} files written" if changed else "Everything is there; nothing was changed.")  # noqa: T201
    return 0


def make(
    folder: Path, *, renew: bool = False, kafka_host: str = KAFKA_HOST, issuer_host: str = ISSUER_HOST
) -> list[str]:
    """Brings the folder up to date and returns the names of the files that were written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "pairs").mkdir(mode=0o700, exist_ok=True)
    vault = fill(load(folder / "vault.json"))
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
