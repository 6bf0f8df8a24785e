"""The image: what is copied is there, what is installed is locked, and nobody in it is root."""

import fnmatch
import re

from deploy.embedded.layout import REPOSITORY
from tests.suites.composition import PRIVATE, Composition

FILES = ("deploy/docker/Dockerfile", "deploy/docker/keycloak/Dockerfile")
FROM = re.compile(r"^FROM (\S+)(?: AS (\S+))?$", re.MULTILINE)


def faults(composition: Composition) -> list[str]:
    found = [fault for file in FILES for fault in _stages(composition.text(file), file)]
    text = composition.text(FILES[0])
    ignored = [line for line in composition.text(f"{FILES[0]}.dockerignore").splitlines() if line and line[0] != "#"]
    if ignored[0] != "*" or PRIVATE not in ignored or any(line == f"!{PRIVATE}" for line in ignored):
        found.append("secrets go into the image")
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for source in sources.split():
            if not (REPOSITORY / source).exists():
                found.append(f"{source} is copied and not there")
            if not any(
                fnmatch.fnmatch(source, line[1:]) or source.startswith(f"{line[1:]}/")
                for line in ignored
                if line[0] == "!"
            ):
                found.append(f"{source} is copied and left out")
    installs = re.findall(r"pip .*?\binstall ([^\\\n]+)", text)
    for words in installs:
        if "-r " in words and not ("--require-hashes" in words and "--only-binary :all:" in words):
            found.append("something is installed that no lock names")
        if "-r " not in words and "--no-index" not in words:
            found.append("something is installed from anywhere")
    stages = {name for _, name in FROM.findall(text)}
    for name, told in composition.services.items():
        if "build" in told and told["build"]["dockerfile"] == FILES[0] and told["build"]["target"] not in stages:
            found.append(f"{name} wants a stage there is not")
    if 'ENTRYPOINT ["samspil"]' not in text:
        found.append("the image does not run samspil")
    return found


def _stages(text: str, file: str) -> list[str]:
    found = []
    own = {name for _, name in FROM.findall(text) if name}
    for image, _ in FROM.findall(text):
        if image not in own and not re.fullmatch(r"[a-z/]+:\d+\.\d+\.\d+(-[a-z0-9-]+)?", image):
            found.append(f"{file} begins with {image}, which is not pinned")
    last = [line for line in text.splitlines() if re.match(r"[A-Z]+ ", line)][-1]
    if not re.fullmatch(r"USER [1-9]\d*(:[1-9]\d*)?", last):
        found.append(f"{file} does not end as an unprivileged user")
    for stage in re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]:
        if stage.partition("\n")[0].endswith(("AS operations", "AS service")) and "\nUSER 10001:10001" not in stage:
            found.append(f"{file} has a stage that runs as root")
    return found
