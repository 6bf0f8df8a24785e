"""Ways out to people and apps outside the pages: each channel sends, and the dispatcher sees to it that it is tried."""

from services.notifications.channels.dispatcher import Dispatcher
from services.notifications.channels.setup import setup

__all__ = ["Dispatcher", "setup"]
