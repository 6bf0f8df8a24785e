"""What is shown of a run: every fault on a line of its own, and at the end which stories went as they should."""

from typing import Any

from rich.console import Console

from deploy.demo import STORIES, conclude, tell
from deploy.demo.judging import Came, Told
from deploy.demo.play import Played
from deploy.demo.post import Post
from deploy.demo.story import Story
from tests.unit.deploy.demo.playing import EVERYONE, cast_of, judged

ENDPOINTS: dict[str, Any] = {
    "people": EVERYONE,
    "apps": {f"{name}-app": {"topic": f"intake.{name}-app"} for name in ("socialpsykiatri", "kraftcenter", "svr")},
    "traces": "http://t",
    "mail": "http://m",
}
KRAFTCENTER = STORIES["kraftcenter"]


def _told(story: Story, number: int, **changed: Any) -> Told:
    step = story.steps[number]
    became = step.becomes[0]
    came = judged(story, became, **{"inboxes": became.told, **changed})
    return Told(step, [came], ["abc"], 0.5, ["Overvej et andet tilbud."])


def _played(*steps: Told, post: Post | None = None, unforeseen: tuple[str, ...] = ()) -> Played:
    return Played(KRAFTCENTER, cast_of(KRAFTCENTER), steps, post or Post(), unforeseen, 2.0)


def _shown(played: Played) -> str:
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as shown:
        tell(console, played, ENDPOINTS)
        conclude(console, [played], ENDPOINTS)
    return shown.get()


def test_it_says_who_was_told_by_which_way_and_where_the_trace_is() -> None:
    """Demo: read by newcomers."""
    shown = _shown(_played(_told(KRAFTCENTER, 0), _told(KRAFTCENTER, 1)))
    assert "Anne Kjær (koordinator i Kraftcenter)" in shown
    assert "henvisning.accepteret indberettet af kraftcenter-app over Kafka, på intake.kraftcenter-app" in shown
    assert shown.count("spor: http://t/zipkin/traces/abc") == 2
    assert "Alle, der skulle have besked, fik den, og ingen andre. Langsomst: 0,50 s." in shown
    assert "FEJL" not in shown


def test_every_fault_is_on_a_line_of_its_own() -> None:
    """Demo: who was missed, who was told wrongly, what did not come, and the mail."""
    became = KRAFTCENTER.steps[0].becomes[0]
    missed = _told(KRAFTCENTER, 0, inboxes=became.told - {"anne"}, astray=["birgit"])
    refused = Told(KRAFTCENTER.steps[2], [Came(KRAFTCENTER.steps[2].becomes[0])], wrong=["det blev afvist: Nej."])
    post = Post(missing=("ellen.lund@example.invalid",), astray=("x@example.invalid",))
    shown = _shown(_played(missed, refused, post=post, unforeseen=("dk.samspil.henvisning.overskredet.v1",)))
    for line in (
        "FEJL: Anne Kjær (koordinator i Kraftcenter) skulle have besked",
        "FEJL: Birgit Skov (koordinator i §82-indgangen) skulle ikke have besked",
        "FEJL: det blev afvist: Nej.",
        "FEJL: hændelsen »Indsats startet« kom ikke",
        "FEJL: Ellen Lund (pårørende) skulle have haft en mail",
        "FEJL: x@example.invalid skulle ikke have haft en mail",
        "FEJL: hændelsen »Frist overskredet for henvisning« hører ikke til historien",
    ):
        assert line in shown
    assert shown.count("FEJL:") == 7
    assert "kraftcenter  forkert" in shown
    assert "Alle, der skulle have besked" not in shown


def test_a_hint_is_shown_where_the_story_is_about_it() -> None:
    """R8: the sender is advised; elsewhere it would be noise."""
    herlev = STORIES["herlev"]
    hinted = Played(herlev, cast_of(herlev), (_told(herlev, 0),), Post(), (), 2.0)
    assert _shown(hinted).count("Svaret råder: Overvej et andet tilbud.") == 1
    assert "Overvej et andet tilbud." not in _shown(_played(_told(KRAFTCENTER, 0)))


def test_who_heard_nothing_in_any_story_is_named_at_the_end() -> None:
    """Demo: nobody is left to guess about."""
    shown = _shown(_played(_told(KRAFTCENTER, 0)))
    quiet = shown.split("Ingen besked til: ")[1]
    assert "Birgit Skov (koordinator i §82-indgangen)" in quiet
    assert "Anne Kjær" not in quiet
