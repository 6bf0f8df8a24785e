"""The stories, one per source document, in the order they are played."""

from collections.abc import Mapping

from deploy.demo.stories import herlev, kraftcenter, paaroerende, peer, polaris
from deploy.demo.story import Story

STORIES: Mapping[str, Story] = {
    module.STORY.name: module.STORY for module in (polaris, kraftcenter, peer, paaroerende, herlev)
}
