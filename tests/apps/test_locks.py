"""What the tutorials' tests fetch: exact, checked, and from no named place."""

import json
import re
import tomllib

from tests.apps import java, javascript


def test_the_node_lock_names_no_place_and_hashes_everything() -> None:
    """A mirror can stand in for the registry, and cannot slip anything in."""
    locked = json.loads(javascript.LOCK.read_text(encoding="utf-8"))
    packages = {name: package for name, package in locked["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def test_the_node_lock_is_of_the_packages_asked_for() -> None:
    """`package.json` changed without `make lock` is noticed here, and so is a version that is no version."""
    asked = json.loads(javascript.LOCK.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads(javascript.LOCK.read_text(encoding="utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())


def test_the_java_lock_names_no_place_and_hashes_what_was_asked_for() -> None:
    """As for the stack's own jars."""
    text = java.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    found = tomllib.loads(text)["dependencies"]
    assert all(len(each["sha256"]) == 64 for each in found)
    asked = tomllib.loads(java.LOCK.with_name("jgo.toml").read_text(encoding="utf-8"))["dependencies"]["coordinates"]
    locked = {(each["groupId"], each["artifactId"], each["version"]) for each in found}
    assert {tuple(coordinate.split(":")) for coordinate in asked} <= locked
