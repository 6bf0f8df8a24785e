"""Five short stories, one per source document: what is reported, who must be told of it, and that nobody else is.

A `story` is frozen data in `stories`, written by hand. `doing` does a step through the public interface (`doors`,
`topic`), under ids that `naming` gives; `log` hears what was published; `judging` holds what came against the story,
with `cast` as who is who and `post` for the mail; `play` runs it all, and `telling` shows it.
"""

from deploy.demo.play import Played, play
from deploy.demo.stories import STORIES
from deploy.demo.telling import conclude, tell

__all__ = ["STORIES", "Played", "conclude", "play", "tell"]
