"""What stands around every page: whose it is, where a sign-in may lead, which links one has."""

import pytest

from services.notifications.web.cookies import HOME, safe_return
from services.notifications.web.navigation import LINKS, beneath, links
from shared.identity import Actor


@pytest.mark.parametrize(
    "target",
    [
        "/borger/0b6f1c9e-1111-4222-8333-444455556666",
        "/indbakke?vis=opgaver",
        "/aarsoversigt?aar=2025",
        "/viden/modtaget",
    ],
)
def test_a_sign_in_leads_back_to_the_page_it_came_from(target: str) -> None:
    """Who follows a link to a page of ours stands on that page after signing in."""
    assert safe_return(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "/indbakke//evil",
        "/log-ud",
        "/assets/x",
        "/a\r\nX: y",
        "/A",
        "",
    ],
)
def test_a_sign_in_leads_nowhere_else(target: str) -> None:
    """No open redirect, no header of somebody else's making."""
    assert safe_return(target) == HOME


def test_everybody_has_the_links_to_their_own_pages_alone() -> None:
    """The knowledge box is the relatives' team's, the figures are the managers'."""
    team = Actor("a", frozenset({"coordinator"}), "paaroerende")
    own = {label: here for label, _, here in links(team, "/viden/modtaget/x")}
    assert (next(iter(own)), own["Indbakke"], own["Videnkassen"]) == ("Indbakke", False, True)
    elsewhere = {label for label, _, _ in links(Actor("b", frozenset({"coordinator"}), "svr"), "/")}
    assert "Videnkassen" not in elsewhere
    assert links(Actor("c", frozenset()), "/") == []
    everybody = [(role, link.address) for link in LINKS for role in link.roles]
    assert len(set(everybody)) == len(everybody)


def test_a_managers_own_pages_stand_in_a_row_beneath_on_those_pages_alone() -> None:
    """Pages: eleven links in one row are no help; a page below one of the row marks the link it belongs to."""
    manager = Actor("a", frozenset({"manager"}), "kraftcenter")
    first = [label for label, _, _ in links(manager, "/indbakke")]
    assert first == ["Indbakke", "Mine borgere", "Ny henvisning", "Forløb", "Ledelse", "Indstillinger"]
    assert beneath(manager, "/indbakke") == []
    assert [label for label, _, _ in beneath(manager, "/regler/historik")] == [
        "Overblik", "Stikprøver", "Årsoversigt", "Vikarer", "Ikke leveret", "Regler", "Sletning",
    ]  # fmt: skip
    assert [label for label, _, here in beneath(manager, "/regler/historik") if here] == ["Regler"]
    coordinator = Actor("b", frozenset({"coordinator"}), "svr")
    assert beneath(coordinator, "/regler") == []
    marked = {
        path: [label for label, _, here in links(coordinator, path) if here]
        for path in ("/borger/x", "/henvisning/x", "/indsats/ny", "/henvisning/ny", "/regler")
    }
    assert marked == {
        "/borger/x": ["Mine borgere"],
        "/henvisning/x": ["Mine borgere"],
        "/indsats/ny": ["Mine borgere"],
        "/henvisning/ny": ["Ny henvisning"],
        "/regler": ["Indstillinger"],
    }
    operator = Actor("c", frozenset({"operator"}))
    assert [label for label, _, _ in links(operator, "/drift")] == ["Drift", "Ikke leveret", "Regler"]
