"""What holds of the list of a department's own interventions, whether in memory or on PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from services.kraftcenter.ports import Wanted
from shared.contracts import InterventionStarted, Report, Reporter
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, RELATIVES_TEAM, SEL82, SOCIALPSYKIATRI, Story, look
from tests.suites.kraftcenter_work import World, story, told

__all__ = ["OwnInterventionsSuite", "story"]


async def listed(world: World, by: Reporter, story: Story, **wanted: object) -> list[UUID]:
    """The ids of those of the story's citizen; the database may hold other tests' citizens, too."""
    found = await world.interventions(look(by), Wanted(citizen_id=story.citizen, **wanted))  # type: ignore[arg-type]
    return [seen.intervention.id for seen in found]


def alone(
    story: Story, id_: UUID, by: Reporter = KRAFTCENTER, offer: str = "kraftcenter-hjaelp"
) -> Report[InterventionStarted]:
    """A start that rests on no referral."""
    return story.start(by, referral_id=None, intervention_id=id_, department=by.department, offer=offer)


async def begun_alone(world: World, story: Story, ids: Sequence[UUID]) -> None:
    await world.hear(story.referred())
    await world.hear(story.accepted())
    for id_ in ids:
        await world.report(alone(story, id_))


class OwnInterventionsSuite:
    async def test_a_department_finds_what_it_runs_itself(self, world: World, story: Story) -> None:
        """I1: also what it began without a referral, the last begun first; another department's is not its own, though
        it may read it while it is involved."""
        ids = [uuid4() for _ in range(2)]
        await begun_alone(world, story, ids)
        other = uuid4()
        await world.report(alone(story, other, RELATIVES_TEAM, "paaroerende-vejledning"))
        assert await listed(world, KRAFTCENTER, story) == ids[::-1]
        assert await listed(world, RELATIVES_TEAM, story) == [other]
        for stranger in (SOCIALPSYKIATRI, SEL82, story.oneself, Reporter("drift", "operator", "kraftcenter")):
            assert await listed(world, stranger, story) == [], stranger

    async def test_the_list_comes_a_page_at_a_time(self, world: World, story: Story) -> None:
        """A page goes on after the last one of the page before; none is shown twice or left out."""
        ids = [uuid4() for _ in range(5)]
        await begun_alone(world, story, ids)
        seen: list[UUID] = []
        before = None
        while page := await world.interventions(
            look(KRAFTCENTER), Wanted(citizen_id=story.citizen, before=before, limit=2)
        ):
            assert len(page) <= 3, "one more tells of a next page"
            seen += [each.intervention.id for each in page[:2]]
            before = page[:2][-1].intervention.event_id
        assert seen == ids[::-1]

    async def test_what_has_ended_is_asked_for_by_itself(self, world: World, story: Story) -> None:
        """R2, R7: what runs is shown unless asked otherwise; what was entered in error is on no list."""
        kept, ended, wrong = (uuid4() for _ in range(3))
        await begun_alone(world, story, [kept, ended, wrong])
        event = (await world.published(story.citizen))[-1]
        await world.report(story.end(intervention_id=ended))
        await world.report(story.correct(event))
        assert await listed(world, KRAFTCENTER, story) == [kept]
        assert await listed(world, KRAFTCENTER, story, state="ended") == [ended]
        assert await listed(world, KRAFTCENTER, story, state="ended", overdue=True) == []

    async def test_late_follow_ups_are_found(self, world: World, story: Story) -> None:
        """R4: once its clock has run out in silence; no more while its referral is on hold, once it was held, or when
        it has ended."""
        await told(world, story)
        in_time = uuid4()
        await world.report(alone(story, in_time))
        assert await listed(world, KRAFTCENTER, story, overdue=True) == []
        await world.run_out(story.citizen, "follow_up", story.intervention)
        assert await listed(world, KRAFTCENTER, story, overdue=True) == [story.intervention]
        assert await listed(world, KRAFTCENTER, story, overdue=False) == [in_time]
        await world.hear(story.put_on_hold())
        assert await listed(world, KRAFTCENTER, story, overdue=True) == []
        await world.hear(story.resumed())
        assert await listed(world, KRAFTCENTER, story, overdue=True) == [story.intervention]
        await world.report(story.follow_up(next_on=story.today + DAY))
        assert await listed(world, KRAFTCENTER, story, overdue=True) == []
        await world.run_out(story.citizen, "follow_up", story.intervention)
        await world.report(story.end())
        assert await listed(world, KRAFTCENTER, story, overdue=True) == []

    async def test_what_is_late_stays_late_after_a_hold(self, world: World, story: Story) -> None:
        """R4: a hold forgives nothing, also where there is nobody left to tell."""
        await told(world, story)
        for _ in range(3):
            await world.run_out(story.citizen, "follow_up", story.intervention)
        await world.hear(story.put_on_hold())
        assert await listed(world, KRAFTCENTER, story, overdue=True) == []
        await world.hear(story.resumed())
        assert await listed(world, KRAFTCENTER, story, overdue=True) == [story.intervention]

    async def test_a_list_leaves_one_row_per_citizen(self, world: World, story: Story) -> None:
        """V2: however many of a citizen's it shows; nobody has looked at who is not on it."""
        await begun_alone(world, story, [uuid4(), uuid4()])
        await listed(world, KRAFTCENTER, story)
        await listed(world, SEL82, story)
        assert await world.looks_at(story.citizen) == ["sagsbehandling"]

    async def test_who_is_on_the_next_page_was_not_looked_at(self, world: World, story: Story) -> None:
        """V2: that there is a next page is known from one more, which is not shown."""
        await begun_alone(world, story, [uuid4()])
        other = Story(now=world.now)
        await begun_alone(world, other, [uuid4()])
        found = await world.interventions(look(KRAFTCENTER), Wanted(limit=1))
        assert [seen.citizen_id for seen in found] == [other.citizen, story.citizen]
        assert await world.looks_at(other.citizen) == ["sagsbehandling"]
        assert await world.looks_at(story.citizen) == []
