"""What people see around one citizen: the timeline and the goals."""

from tests.integration.driver import Driver
from tests.integration.ledger import at_rest
from tests.integration.story import Story, demo_citizen, until

LOOP = [
    "henvisning.oprettet",
    "henvisning.accepteret",
    "indsats.startet",
    "indsatsmaal.fastsat",
    "delmaal.aftalt",
    "delmaal.naaet",
    "delmaal.tabt",
    "delmaal.naaet",
]


async def _up_and_down(story: Story) -> None:
    await story.under_way()
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": "Jeg tog bussen selv."})
    await story.lose()
    await story.reach()


async def test_the_timeline_is_everything_in_order_from_all_services(driver: Driver) -> None:
    """The timeline: the parties see all that happened, each entry with who acted, its service and its trace."""
    story = Story(driver, await driver.citizen())
    await _up_and_down(story)
    await at_rest(driver)
    for person in ("mette", "lars", "anne", "kraftcenter-app", "socialpsykiatri-app"):
        answer = await driver.get(person, "notifications", f"/citizens/{story.citizen}/timeline")
        assert answer.status_code == 200, answer.text
        items = answer.json()["items"]
        shown = [item["event_type"].removeprefix("dk.samspil.").removesuffix(".v1") for item in items]
        assert sorted(shown) == sorted([*LOOP, "henvisning.ivaerksat"])
        assert [type_ for type_ in shown if type_ in LOOP] == LOOP
        assert all(item["trace_id"] for item in items)
        assert "private" not in str(items)
    by_type = {item["event_type"].split(".")[3]: item for item in items}
    assert (by_type["oprettet"]["service"], by_type["oprettet"]["department"]) == ("referral", "socialpsykiatri")
    assert (by_type["startet"]["service"], by_type["startet"]["department"]) == ("kraftcenter", "kraftcenter")
    assert by_type["ivaerksat"]["department"] is None


async def test_the_timeline_comes_in_pages(driver: Driver) -> None:
    """Lists: an opaque cursor leads through all of it once, and `next` is null at the end."""
    story = Story(driver, await driver.citizen())
    await _up_and_down(story)
    await at_rest(driver)
    path, seen, pages = f"/citizens/{story.citizen}/timeline?limit=4", [], 0
    cursor = ""
    while True:
        page = (await driver.get("mette", "notifications", path + cursor)).json()
        seen += [item["event_id"] for item in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert (pages, len(seen), len(set(seen))) == (3, 9, 9)


async def test_goals_and_sub_goals_with_their_history_are_one_overview(driver: Driver) -> None:
    """G2, G3: a reached sub-goal can be lost and reached again; the citizen's words stand beside it."""
    story = Story(driver, demo_citizen(driver.endpoints))
    await _up_and_down(story)
    path = f"/citizens/{story.citizen}/goals?limit=200"
    for reader in ("viggo", "anne", "mette", "kraftcenter-app"):
        answer = await driver.get(reader, "kraftcenter", path)
        assert answer.status_code == 200, answer.text
        (goal,) = [goal for goal in answer.json()["items"] if goal["goal_id"] == story.goal]
        assert (goal["themes"], goal["kind"]) == (["relationer"], "develop")
        (sub_goal,) = goal["sub_goals"]
        assert (sub_goal["sub_goal_id"], sub_goal["state"]) == (story.sub_goal, "reached")
        history = [(step["event_type"].split(".")[3], step["citizen_words"]) for step in sub_goal["history"]]
        assert history == [("aftalt", None), ("naaet", "Jeg tog bussen selv."), ("tabt", None), ("naaet", None)]


async def test_a_relatives_name_is_shown_to_those_involved_alone(driver: Driver) -> None:
    """P2: who may know what, with the relative's name in clear for the involved; what was revoked stands as such."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    contact = {"name": "Bo Prøve", "email": "bo@example.invalid"}
    standing = await story.designate("dk.samspil.delmaal.naaet.v1", private={"contact": contact})
    revoked = await story.designate("dk.samspil.indsats.startet.v1")
    revoking = {"designation_id": revoked}
    await driver.accepted("paaroerende-app", "notifications", "paaroerende.tilbagekaldt", story.citizen, revoking)
    path = f"/citizens/{story.citizen}/designations"

    async def anne() -> object:
        answer = await driver.get("anne", "notifications", path)
        return answer.json()["items"] if answer.status_code == 200 else None

    shown = {item["designation_id"]: item for item in await until(anne)}
    assert (shown[standing]["name"], shown[standing]["standing"]) == ("Bo Prøve", True)
    assert shown[standing]["may_know"] == ["dk.samspil.delmaal.naaet.v1"]
    assert (shown[revoked]["name"], shown[revoked]["standing"]) == (None, False)
    assert (await driver.get("lone", "notifications", path)).status_code == 200
    assert (await driver.get("karen", "notifications", path)).status_code == 404
