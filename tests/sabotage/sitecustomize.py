"""Loaded by Python itself where a test puts this folder on a service's path: wraps as it loads what can be broken."""

import os

if "SABOTAGE" in os.environ:
    from tests.sabotage.inside import loading

    loading.install()
