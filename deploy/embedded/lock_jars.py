"""Makes the Java locks anew from each `jgo.toml` (`make lock`): exact versions and SHA-256, and no addresses."""

from pathlib import Path
from typing import Any

FOLDERS = ("kafka", "zipkin", "keycloak")


def main() -> None:
    for name in FOLDERS:
        folder = Path(__file__).with_name(name)
        count, size = lock(folder)
        print(f"{name}: {count} files, {size / 1e6:.0f} MB")  # noqa: T201 (the command's only output)


def lock(folder: Path) -> tuple[int, int]:
    """Resolves `folder/jgo.toml` into `jgo.lock.toml` and `size`; returns how many files and bytes that is."""
    from jgo.env import EnvironmentSpec, LockFile
    from jgo.env._lockfile import compute_spec_hash
    from jgo.maven import Dependency, MavenContext
    from jgo.parse import Coordinate

    spec = EnvironmentSpec.load(folder / "jgo.toml")
    context = MavenContext(timeout=60)
    asked: list[Any] = []
    for text in spec.coordinates:
        coordinate = Coordinate.parse(text)
        component = context.project(coordinate.groupId, coordinate.artifactId).at_version(str(coordinate.version))
        artifact = component.artifact(classifier=coordinate.classifier or "", packaging=coordinate.packaging or "jar")
        asked.append(Dependency(artifact))
    # A program that comes whole in one file names no dependencies worth following.
    whole = [dependency for dependency in asked if dependency.classifier or dependency.type != "jar"]
    parts = [dependency for dependency in asked if dependency not in whole]
    inputs, transitive = context.resolver.resolve(parts) if parts else ([], [])
    everything = [*whole, *inputs, *transitive]
    LockFile.from_resolved_dependencies(
        everything, environment_name=spec.name, spec_hash=compute_spec_hash(folder / "jgo.toml")
    ).save(folder / "jgo.lock.toml")
    size = sum(dependency.artifact.resolve().stat().st_size for dependency in everything)
    (folder / "size").write_text(f"{size}\n")
    return len(everything), size


if __name__ == "__main__":
    main()
