"""What can be told of a citizen from the yearly overview: nothing (V4)."""

from itertools import count
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.yearly import STEP, Asked, Line, lines_of
from shared.contracts.codes import OFFERS, THEMES
from tests.suites.referral_yearly import *  # noqa: F403  (whatever the suite holds is to be run)

CITIZENS = [uuid4() for _ in range(40)]
THEME = next(iter(THEMES))
Counts = dict[str, int]

referral = st.builds(
    Asked,
    st.sampled_from(CITIZENS),
    st.sampled_from(list(OFFERS)[:4]),
    st.lists(st.sampled_from(list(THEMES)[:3]), max_size=3).map(tuple),
    st.sampled_from(["requested", "rejected", "completed", "entered-in-error"]),
)
years = st.lists(referral, max_size=250)


def behind(line: Line) -> range:
    """The counts of citizens that are told as this line is."""
    least = line.at_least or 0
    return range(least, least + STEP)


def people(lines: tuple[Line, ...], counts: Counts) -> list[Asked]:
    """Strangers, so many on each line, with the themes the line tells of; nobody is on two lines."""
    number = count()
    return [
        Asked(UUID(int=next(number)), line.offer, line.themes, "requested")
        for line in lines
        for _ in range(counts[line.offer])
    ]


@given(years, st.data())
def test_the_lines_say_nothing_about_each_other(year: list[Asked], data: st.DataObject) -> None:
    """V4: whichever of its five counts each line has, there is a year that is told alike: no line narrows another."""
    told = lines_of(year)
    counts = {line.offer: data.draw(st.sampled_from(behind(line)), line.offer) for line in told}
    assert lines_of(people(told, counts)) == told


@given(years, st.lists(st.integers(-3, 3), min_size=len(OFFERS), max_size=len(OFFERS)).filter(any))
def test_no_sum_or_difference_of_lines_is_known_within_fewer_than_five(year: list[Asked], weights: list[int]) -> None:
    """V4: however lines are added and subtracted, at least five results are told alike, four or more apart."""
    told = lines_of(year)
    results = set()
    for n in range(STEP):
        # With the weight's sign, so that every line drives the result the same way.
        counts = {
            line.offer: behind(line)[n if weight >= 0 else STEP - 1 - n]
            for line, weight in zip(told, weights, strict=True)
        }
        assert lines_of(people(told, counts)) == told
        results.add(sum(w * counts[line.offer] for line, w in zip(told, weights, strict=True)))
    assert len(results) == STEP
    assert max(results) - min(results) >= STEP - 1


@given(years, st.sampled_from(CITIZENS))
def test_no_citizen_can_be_made_out(year: list[Asked], citizen: UUID) -> None:
    """V4: for every citizen there is a year without them that differs in nobody else and is told alike."""
    stranger = uuid4()
    without = [each._replace(citizen_id=stranger) if each.citizen_id == citizen else each for each in year]
    assert lines_of(without) == lines_of(year)


@given(years, st.sampled_from(CITIZENS))
def test_one_citizen_more_or_less_moves_only_a_line_that_stands_on_a_step(year: list[Asked], citizen: UUID) -> None:
    """V4: taking a citizen out changes a line only where exactly a multiple of five were on it, and then by five."""
    without = [each for each in year if each.citizen_id != citizen]
    for before, after in zip(lines_of(year), lines_of(without), strict=True):
        on_it = {each.citizen_id for each in year if each.offer == before.offer and each.state != "entered-in-error"}
        if citizen not in on_it or len(on_it) % STEP:
            assert after.at_least == before.at_least
        else:
            assert (before.at_least or 0) - (after.at_least or 0) == STEP


@given(years)
def test_what_is_told_is_true_and_never_of_few(year: list[Asked]) -> None:
    """V4: a line tells no more than there were, and only of five or more; so do its themes."""
    for line in lines_of(year):
        on_it = [each for each in year if each.offer == line.offer and each.state != "entered-in-error"]
        assert len({each.citizen_id for each in on_it}) in behind(line)
        for theme in THEMES:
            having = {each.citizen_id for each in on_it if theme in each.themes}
            assert (theme in line.themes) == (len(having) >= STEP)
        assert line.at_least is not None or not line.themes


@given(st.integers(0, 60), st.integers(0, 60))
def test_not_everybody_on_a_line_is_known_to_have_its_theme(with_theme: int, without: int) -> None:
    """V4: who is known to be on a line is not thereby known to have a theme: others like it could be without."""
    offer = next(iter(OFFERS))
    themes = [(THEME,)] * with_theme + [()] * without
    year = [Asked(uuid4(), offer, each, "requested") for each in themes]
    told = next(line for line in lines_of(year) if line.offer == offer)
    if THEME in told.themes:
        least = told.at_least or 0
        alike = [(THEME,)] * STEP + [()] * (least + STEP - 1 - STEP)
        other = [Asked(uuid4(), offer, each, "requested") for each in alike]
        assert () in alike
        assert next(line for line in lines_of(other) if line.offer == offer) == told
