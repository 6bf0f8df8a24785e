"""Two answer at once: what is one's own said twice, and what is a colleague's."""

import re
from datetime import UTC, datetime
from uuid import uuid4

from tests.unit.notifications.web.casework import a_referral, accepted, started
from tests.unit.notifications.web.conftest import Visitor


async def test_somebody_was_faster(anne: Visitor) -> None:
    """R2: two answer at once; the second is told so, and sees what can be done now."""
    citizen, referral = await a_referral(anne)
    old = (await anne.get(f"/henvisning/{referral}")).text
    proof = re.search(r'name="bevis" value="([^"]+)"', old)
    assert proof is not None
    await accepted(anne, citizen, referral)
    late = await anne.post(
        f"/henvisning/{referral}/afvis",
        {"bevis": proof[1], "indberetning": str(uuid4()), "afvis-reason": "no_capacity"},
    )
    assert (late.status_code, "Sendte du to gange, er den første gemt." in late.text, "accepteret" in late.text) == (
        409,
        True,
        True,
    )
    assert ('id="afvis"' not in late.text, "ikke gemt" in late.text) == (True, False)


async def test_who_clicks_twice_is_not_told_that_the_answer_was_lost(anne: Visitor) -> None:
    """Repeats: the second click finds the referral as the first left it, and says nothing is wrong."""
    _, referral = await a_referral(anne)
    page = f"/henvisning/{referral}"
    text = (await anne.get(page)).text
    form = _hidden(text, "accepter")
    first = await anne.post(f"{page}/accepter", form)
    again = await anne.post(f"{page}/accepter", form)
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == f"{page}?sendt=allerede"
    said = (await anne.get(again.headers["location"])).text
    assert ("Allerede sendt" in said, "alert-warning" in said) == (True, False)


async def test_a_colleagues_other_answer_is_not_taken_for_ones_own(anne: Visitor) -> None:
    """R2: both say no, each with a reason of their own; the second hears that it was not theirs, and loses no word."""
    citizen, referral = await a_referral(anne)
    page = f"/henvisning/{referral}"
    old = _hidden((await anne.get(page)).text, "afvis")
    data = {"referral_id": str(referral), "by_department": "kraftcenter", "reason": "no_capacity"}
    await anne.stand.town.happens("kraftcenter", "henvisning.afvist", citizen, data)
    count = len(anne.stand.town.sent)
    late = await anne.post(f"{page}/afvis", {**old, "afvis-reason": "other", "afvis-note": "Ring <først>."})
    assert (late.status_code, len(anne.stand.town.sent)) == (409, count)
    assert all(words in late.text for words in ("Det er ændret i mellemtiden", "Ring &lt;først&gt;.", "Anden grund"))


async def test_only_who_began_an_intervention_is_told_that_it_was_theirs(anne: Visitor) -> None:
    """R2: one referral is begun once; the form's id is the intervention's, so a second click is known by it."""
    citizen, referral = await a_referral(anne)
    await accepted(anne, citizen, referral)
    page = f"/henvisning/{referral}"
    text = (await anne.get(page)).text
    own = {**_hidden(text, "start"), "start-follow_up_on": "2100-01-01"}
    others = {**own, "indberetning": str(uuid4())}
    answers = [await anne.post(f"{page}/start", form) for form in (own, own, others)]
    assert [each.status_code for each in answers] == [303, 303, 409]
    assert answers[1].headers["location"] == f"{page}?sendt=allerede"
    assert [each.type for each in anne.stand.town.sent].count("dk.samspil.indsats.startet.v1") == 1


async def test_a_colleagues_other_end_of_an_intervention_is_not_taken_for_ones_own(anne: Visitor) -> None:
    """R2: an intervention ends once; whose end it was not sees what they chose, and whose it was is told so."""
    citizen, referral = await a_referral(anne)
    await accepted(anne, citizen, referral)
    page = f"/indsats/{await started(anne, citizen, referral)}"
    own = {**_hidden((await anne.get(page)).text, "afslut"), "afslut-outcome": "completed", "afslut-by": "citizen"}
    others = {**own, "indberetning": str(uuid4()), "afslut-outcome": "interrupted"}
    answers = [await anne.post(f"{page}/afslut", form) for form in (own, own, others)]
    assert [each.status_code for each in answers] == [303, 303, 409]
    assert answers[1].headers["location"] == f"{page}?sendt=allerede"
    assert "Hvordan gik det?</dt>" in answers[2].text


async def test_a_form_sent_twice_is_one_report(anne: Visitor) -> None:
    """Repeats: the same form again does nothing twice, and says so."""
    citizen, referral = await a_referral(anne)
    await accepted(anne, citizen, referral)
    intervention = await started(anne, citizen, referral)
    page = f"/indsats/{intervention}"
    text = (await anne.get(page)).text
    form = _hidden(text, "vaerktoej")
    given = {**form, "vaerktoej-tool": "other", "vaerktoej-used_on": datetime.now(UTC).date().isoformat()}
    assert (await anne.post(f"{page}/vaerktoej", given)).status_code == 303
    again = await anne.post(f"{page}/vaerktoej", given)
    assert (again.status_code, again.headers["location"]) == (303, f"{page}?sendt=allerede")
    said = (await anne.get(again.headers["location"])).text
    assert ("Allerede sendt" in said, "alert-error" in said) == (True, False)


def _hidden(page: str, slug: str) -> dict[str, str]:
    """What stands hidden in the form `slug`."""
    form = page[page.index(f'id="{slug}"') :]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form[: form.index("</form>")]))
