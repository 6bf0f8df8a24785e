"""The stories, one per source document, in the order they are played."""

from collections.abc import Mapping

from deploy.demo.stories import kraftcenter
from deploy.demo.story import Story

STORIES: Mapping[str, Story] = {each.STORY.name: each.STORY for each in (kraftcenter,)}
