"""The scenario: two departments' apps report, and everyone's inbox is watched for what comes and for what must not.

`story` is the script with who should be told, `doors` reports and listens over the public interface alone, `play` runs
it and compares, `telling` shows the result.
"""

from deploy.demo.play import Played, play
from deploy.demo.telling import tell

__all__ = ["Played", "play", "tell"]
