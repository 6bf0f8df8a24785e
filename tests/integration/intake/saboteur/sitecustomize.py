"""Loaded by Python itself where a test puts this folder on a service's path: breaks the intake's inbox, and only there.

The product has no switch for it. Every record of an app counts as new: its mark is kept nowhere.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_NAME = "shared.intake.kafka"


class _Broken(Loader):
    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        broken: Any = module
        broken._MARK = "SELECT unnest($1::uuid[]) AS id"


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != _NAME:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Broken(spec.loader)
        return spec


sys.meta_path.insert(0, _Finder())
