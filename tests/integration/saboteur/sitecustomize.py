"""Loaded by Python itself where a test puts this folder on a service's path: breaks the inbox, and only there.

The product has no switch for it. Every record counts as new (`inbox` keeps no marks), and a batch's offsets are
committed a second late, so that a kill finds some uncommitted.
"""

import asyncio
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Broken(Loader):
    def __init__(self, real: Loader, name: str) -> None:
        self._real = real
        self._name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        broken: Any = module
        if self._name == "shared.messaging.reader":
            broken._MARK = "SELECT unnest($1::uuid[]) AS id"
        else:
            commit = broken.Subscription._commit

            async def late(self: Any, offsets: Any) -> None:
                await asyncio.sleep(1)
                await commit(self, offsets)

            broken.Subscription._commit = late


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in {"shared.messaging.reader", "shared.messaging.subscription"}:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Broken(spec.loader, name)
        return spec


sys.meta_path.insert(0, _Finder())
