"""Wraps modules as they are loaded."""

import sys
from collections import defaultdict
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from tests.sabotage.inside import deafness, enrolling, inboxes, offsets, shuffling, strikes, telling

Wrap = Callable[[Any], None]


class _Wrapping(Loader):
    def __init__(self, real: Loader, wraps: list[Wrap]) -> None:
        self._real = real
        self._wraps = wraps

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        for wrap in self._wraps:
            wrap(module)


class _Finder(MetaPathFinder):
    def __init__(self, wraps: dict[str, list[Wrap]]) -> None:
        self._wraps = wraps

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in self._wraps:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Wrapping(spec.loader, self._wraps[name])
        return spec


def wraps() -> dict[str, list[Wrap]]:
    """By the module that is wrapped."""
    found: dict[str, list[Wrap]] = defaultdict(list)
    for sabotage in (strikes, inboxes, offsets, shuffling, deafness, telling, enrolling):
        for name, wrap in sabotage.WRAPS.items():
            found[name].append(wrap)
    return dict(found)


def install() -> None:
    """To be called before any of them is loaded."""
    sys.meta_path.insert(0, _Finder(wraps()))
