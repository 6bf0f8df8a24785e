"""What a container would find, laid out in a folder: an engine's work, as far as a machine without one can do it."""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from tests.suites.composition import PRIVATE, Composition, compose


def lay_out(service: str, root: Path, private: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """Puts a service's configs and secrets where it would find them, below `root`, and returns its environment.

    Absolute paths inside point below `root`, too. `changes` are replaced in every text: addresses and ports.
    """
    composition = Composition(compose(), {})
    # The temporary folder first: what is put in for the others may itself lie below it.
    places = ("/tmp", "/etc/samspil", "/run/secrets", "/var/lib/kafka", "/var/lib/samspil")  # noqa: S108
    inside = {f"{place}/": f"{root}{place}/" for place in places}

    def adapted(text: str) -> str:
        for old, new in {**changes, **inside}.items():
            text = text.replace(old, new)
        return text

    for kind in ("configs", "secrets"):
        for target, source in composition.mounted(service, kind).items():
            file = REPOSITORY / composition.file(kind, source).replace(PRIVATE, str(private))
            place = Path(f"{root}{target}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(adapted(file.read_text(encoding="utf-8")), encoding="utf-8")
    (root / "tmp").mkdir(exist_ok=True)
    register = root / "var" / "lib" / "samspil" / "apps.json"
    if not register.exists():  # as the image has it, which the volume begins as
        register.parent.mkdir(parents=True, exist_ok=True)
        register.write_text("{}", encoding="utf-8")
    told = {name: adapted(value) for name, value in composition.environment(service).items()}
    return {**told, "PATH": os.environ["PATH"]}
