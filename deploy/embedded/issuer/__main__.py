"""Runs the issuer: `python -m deploy.embedded.issuer PORT PEOPLE-FILE KEY-FILE`, on the loopback address only."""

import sys
from pathlib import Path

import uvicorn

from deploy.embedded.issuer.app import Issuer

HOST = "127.0.0.1"


def main() -> None:
    port, people, key = sys.argv[1:4]
    issuer = Issuer(f"http://{HOST}:{port}", Path(people), Path(key))
    uvicorn.run(issuer.app(), host=HOST, port=int(port), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
