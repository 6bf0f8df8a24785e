"""The image's own steps, and the service that comes out of them, with just what Compose tells it."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from deploy.docker.credentials.__main__ import make
from deploy.embedded.layout import REPOSITORY, Layout
from deploy.embedded.ports import choose
from deploy.embedded.process import Process
from tests.integration.containers.composition import lay_out
from tests.integration.containers.dockerfile import Build

SERVICES = ("referral", "kraftcenter", "notifications")


@pytest.fixture(scope="module")
async def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Both targets, made in a folder; what each has is noted before the next is made over it."""
    made = Build(tmp_path_factory.mktemp("image"))
    for target in ("service", "operations"):
        await made.make(target)
        made.packages[target] = _packages(made)
    return made


def _packages(build: Build) -> set[str]:
    (site,) = (build.venv / "lib").glob("python3.*/site-packages")
    return {path.name.split("-")[0].lower().replace("_", "-") for path in site.glob("*.dist-info")}


def _locked(name: str) -> set[str]:
    lock = (REPOSITORY / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {line.split("==")[0].split("[")[0].replace("_", "-") for line in lock.splitlines() if "==" in line}


def _environment(service: str, root: Path) -> dict[str, str]:
    make(root / "private")
    told = lay_out(service, root / service, root / "private", {})
    Layout(root).make()
    told["SAMSPIL_HTTP_PORT"] = str(choose(Layout(root), [service])[service])
    told["SAMSPIL_HTTP_HOST"] = "127.0.0.1"
    # Nobody of these is here: they are to be missed, not looked for among the names of this machine's network.
    for name, value in told.items():
        for host in ("kafka-1", "kafka-2", "kafka-3", "id.samspil.localhost", "otel-collector", "mailpit"):
            told[name] = told[name].replace(f"{host}:", "127.0.0.1:") if host in value else told[name]
    return told


@asynccontextmanager
async def _serving(build: Build, service: str, told: dict[str, str], log: Path) -> AsyncIterator[str]:
    command = [str(build.venv / "bin" / "samspil"), "serve", service]
    process = Process(service, command, log, environment=told, folder=build.root)
    await process.start()
    try:
        yield f"http://127.0.0.1:{told['SAMSPIL_HTTP_PORT']}"
    finally:
        await process.stop()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_of_the_image_lives_on_what_compose_tells_it(
    service: str, build: Build, tmp_path: Path
) -> None:
    """Environment variables and secret files, and nothing else: it is alive, and says what it misses."""
    told = _environment(service, tmp_path)
    log = tmp_path / "log"
    async with _serving(build, service, told, log) as url, httpx2.AsyncClient(timeout=10, trust_env=False) as client:
        async with asyncio.timeout(180):
            while True:
                try:
                    alive = await client.get(f"{url}/healthz")
                    break
                except httpx2.TransportError:
                    assert not log.read_text().startswith("samspil:"), log.read_text()
                    await asyncio.sleep(0.1)
        ready = await client.get(f"{url}/readyz")
        reference = await client.get(f"{url}/docs")
    assert alive.json() == {"status": "alive"}
    assert ready.status_code == 503
    assert {"postgres", "kafka"} <= ready.json()["reasons"].keys()
    assert reference.status_code == 200
    kept = json.loads((tmp_path / "private" / "vault.json").read_text())
    words = {word for group in kept.values() if isinstance(group, dict) for word in group.values() if word}
    assert not [word for word in words if word in log.read_text()]


def test_a_missing_variable_ends_the_start_with_one_line(build: Build, tmp_path: Path) -> None:
    """Configuration: a service never starts half told; the line names the variable and no value."""
    told = _environment("referral", tmp_path)
    del told["SAMSPIL_CPR_KEY_FILE"]
    ran = subprocess.run(
        [build.venv / "bin" / "samspil", "serve", "referral"], env=told, cwd=build.root, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stderr) == (1, "samspil: SAMSPIL_CPR_KEY is missing\n")


def test_nothing_of_the_project_is_left_out(build: Build) -> None:
    """Migrations, pages, assets and schemas come along: what git keeps in the packages is in the image."""
    listed = subprocess.run(
        ["git", "ls-files", "services", "shared", "deploy"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    (site,) = (build.venv / "lib").glob("python3.*/site-packages")
    dotted = {path for path in listed.stdout.splitlines() if Path(path).name.startswith(".")}
    there = [path for path in listed.stdout.splitlines() if (REPOSITORY / path).exists() and path not in dotted]
    assert [path for path in there if not (site / path).exists()] == []


def test_an_image_holds_only_what_is_locked(build: Build) -> None:
    """Supply chain: neither pip nor a build backend nor a package of the embedded stack comes along."""
    assert build.packages["service"] - _locked("run") == {"samspil"}


def test_the_job_that_administers_kafka_has_its_client(build: Build) -> None:
    """The target `operations`: one package more, which no service carries."""
    assert build.packages["operations"] - build.packages["service"] == {"confluent-kafka"}
    subprocess.run([build.venv / "bin" / "python", "-c", "import confluent_kafka"], check=True)


def test_the_image_runs_as_nobody_in_particular(tmp_path: Path) -> None:
    """Least privilege: both targets end as a user without a name or a home on any machine."""
    for target in ("service", "operations"):
        assert Build(tmp_path).said(target, "USER")[-1] == "10001:10001"
        assert Build(tmp_path).said(target, "ENTRYPOINT") == ['["samspil"]']
