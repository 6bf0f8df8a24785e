"""What came is held against the story: one too few and one too many both fail it, in every story and at every step."""

import pytest

from deploy.demo import STORIES
from deploy.demo.cast import RELATIVE, Line
from deploy.demo.judging import Came, Told
from deploy.demo.play import Played
from deploy.demo.post import Post
from deploy.demo.story import Became, Story
from tests.unit.deploy.demo.playing import EVERYONE, arrival, cast_of, judged, notice

BECAME = [
    pytest.param(story, became, id=f"{story.name}-{number}-{became.fact}")
    for story in STORIES.values()
    for number, step in enumerate(story.steps, 1)
    for became in step.becomes
]
ONE_EACH = [
    pytest.param(story, next(b for step in story.steps for b in step.becomes if b.told), id=story.name)
    for story in STORIES.values()
]
KRAFTCENTER = STORIES["kraftcenter"]
REACHED = KRAFTCENTER.steps[-1].becomes[0]


def _played(story: Story, came: Came) -> Played:
    """The whole story, of which this came of one step."""
    step = next(step for step in story.steps if came.became in step.becomes)
    return Played(story, cast_of(story), (Told(step, [came]),), Post(), (), 1.0)


@pytest.mark.parametrize(("story", "became"), BECAME)
def test_the_people_of_the_story_and_nobody_else_is_right(story: Story, became: Became) -> None:
    """Demo: who should know was told."""
    came = judged(story, became, inboxes=became.told)
    assert came.right, (came.missing, came.astray)


@pytest.mark.parametrize(("story", "became"), BECAME)
def test_one_too_few_fails_it(story: Story, became: Became) -> None:
    """Demo: whoever of them is not told, is named, and the story is not right."""
    for name in became.told:
        came = judged(story, became, inboxes=became.told - {name})
        assert came.missing == [name]
        assert not _played(story, came).right


@pytest.mark.parametrize(("story", "became"), BECAME)
def test_one_too_many_fails_it(story: Story, became: Became) -> None:
    """Demo: whoever else finds a notice is named, and the story is not right."""
    cast = cast_of(story)
    for name in EVERYONE.keys() - {cast.username(name) for name in became.told}:
        came = judged(story, became, inboxes=became.told, astray=[name])
        assert came.astray == [cast.named(name)]
        assert not _played(story, came).right


@pytest.mark.parametrize(("story", "became"), ONE_EACH)
def test_who_cannot_sign_in_is_seen_where_samspil_says_whom_it_told(story: Story, became: Became) -> None:
    """Demo, P1: a relative's mail and a manager's notice that nobody's inbox shows are astray all the same."""
    cast = cast_of(story)
    said = set(cast.lines(became))
    for line in (Line("relative", None, "mail"), Line("managers", "svr", "inbox"), Line("department", "sel82", "mail")):
        came = judged(story, became, inboxes=became.told, lines=said | {line})
        assert came.astray == [line.words]


def test_an_app_that_listens_for_a_department_that_is_told_is_no_fault() -> None:
    """Demo: who has set up a webhook can still run it; an app of a department that is not told is astray."""
    said = set(cast_of(KRAFTCENTER).lines(REACHED))
    heard = {Line("app", "socialpsykiatri", "webhook")}
    assert judged(KRAFTCENTER, REACHED, inboxes=REACHED.told, lines=said | heard).right
    strange = {Line("app", "sel82", "webhook")}
    assert not judged(KRAFTCENTER, REACHED, inboxes=REACHED.told, lines=said | strange).right


def test_a_mail_that_samspil_does_not_say_it_sent_is_missing() -> None:
    """Demo: the relative asked for a mail as well."""
    said = {line for line in cast_of(KRAFTCENTER).lines(REACHED) if line.channel != "mail"}
    assert judged(KRAFTCENTER, REACHED, inboxes=REACHED.told, lines=said).missing == [RELATIVE]


def test_an_event_that_did_not_come_is_not_right() -> None:
    """Demo: nothing having come of a step is no success."""
    came = Came(REACHED)
    came.judge(cast_of(KRAFTCENTER), {}, {}, ())
    assert not came.right


def test_twice_is_not_once() -> None:
    """N2: a second notice of the same event fails it."""
    cast, came = cast_of(KRAFTCENTER), Came(REACHED, "e")
    inboxes = {cast.username(n) or n: [notice()] for n in REACHED.told}
    inboxes["mette"] *= 2
    came.judge(cast, inboxes, {}, cast.lines(REACHED))
    assert came.missing == ["mette"]


def test_what_came_live_and_is_gone_again_was_told_all_the_same() -> None:
    """Demo: the stream counts as well as the inbox."""
    cast, came = cast_of(KRAFTCENTER), Came(REACHED, "e")
    inboxes = {cast.username(n) or n: [notice()] for n in REACHED.told}
    came.judge(cast, {**inboxes, "birgit": []}, {("birgit", "e"): arrival()}, cast.lines(REACHED))
    assert came.astray == [cast.named("birgit")]


def test_who_is_asked_to_do_something_is_asked_and_nobody_else_is() -> None:
    """I5: the next owner's notice says what is asked; everybody else's is news. What was settled since counts as it
    came."""
    cast, created = cast_of(KRAFTCENTER), KRAFTCENTER.steps[0].becomes[0]
    lines, inboxes = cast.lines(created), {"anne": [notice()], "viggo": [notice()]}
    for asked, misasked in (({"anne"}, []), (set(), ["anne"]), ({"anne", "viggo"}, ["borgeren"])):
        came = Came(created, "e")
        came.judge(cast, inboxes, {(name, "e"): arrival(asks=name in asked) for name in inboxes}, lines)
        assert came.misasked == misasked
        assert came.right == (not misasked)


def test_who_accepted_the_relative_s_invitation_reads_with_her_and_no_more() -> None:
    """Demo: having tried the invitation makes no later run fail; what she is not told of is not for them either."""
    ole = frozenset({"ole"})
    assert not judged(KRAFTCENTER, REACHED, inboxes=REACHED.told, astray=["ole"]).right
    assert judged(KRAFTCENTER, REACHED, inboxes=REACHED.told, astray=["ole"], stand_ins=ole).right
    created = KRAFTCENTER.steps[0].becomes[0]
    assert not judged(KRAFTCENTER, created, inboxes=created.told, astray=["ole"], stand_ins=ole).right


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_mail_and_events_nobody_foresaw_fail_the_story(story: Story) -> None:
    """Demo: a mail too few, and an event about its people that the story knows nothing of."""
    cast = cast_of(story)
    assert Played(story, cast, (), Post(), (), 1.0).right
    assert not Played(story, cast, (), Post(missing=("a@example.invalid",)), (), 1.0).right
    assert not Played(story, cast, (), Post(), ("dk.samspil.henvisning.overskredet.v1",), 1.0).right
