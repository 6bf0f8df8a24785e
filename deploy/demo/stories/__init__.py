"""The stories, one per source document, in the order they are played."""

from collections.abc import Mapping

from deploy.demo.stories import kraftcenter, paaroerende
from deploy.demo.story import Story

STORIES: Mapping[str, Story] = {module.STORY.name: module.STORY for module in (kraftcenter, paaroerende)}
