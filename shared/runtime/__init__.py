"""The chassis of every service: what an `app.py` hands its rooms to, and nothing a room below may import."""

from shared.runtime.chassis import Chassis
from shared.runtime.serve import serve
from shared.runtime.service import Service
from shared.runtime.settings import BadSettings, Settings, read_settings

__all__ = ["BadSettings", "Chassis", "Service", "Settings", "read_settings", "serve"]
