"""The people of one playing: who has an inbox to look in, and as what each is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from deploy.demo.story import Became, Relative, Story
from deploy.embedded.people import RELATIVE_EMAIL

RELATIVE = "ellen"
"""The demo citizen's relative, who can sign in."""
_TOLD_AS = {"coordinator": "department", "manager": "managers", "citizen": "citizen", "relative": "relative"}
_DEPARTMENTS = {
    "svr": "SVR",
    "socialpsykiatri": "socialpsykiatrien",
    "kraftcenter": "Kraftcenter",
    "sel82": "§82-indgangen",
    "paaroerende": "pårørendeteamet",
}
_ROLES = {"coordinator": "koordinator", "manager": "leder", "citizen": "borger", "relative": "pårørende"}
_KINDS = {"department": "koordinatorer", "managers": "ledere", "citizen": "borgeren", "relative": "en pårørende"}


class Line(NamedTuple):
    """As what somebody was told: the recipient of a receipt's line, and of `besked.leveret`."""

    kind: str
    department: str | None
    channel: str

    @property
    def words(self) -> str:
        """For a reader, where nobody's name is known."""
        place = _DEPARTMENTS.get(self.department or "", self.department)
        return _KINDS.get(self.kind, self.kind) + (f" i {place}" if place else "")


@dataclass(frozen=True, slots=True)
class Cast:
    """`people` are those who can sign in, by username, as `endpoints.json` has them; `addresses` are mail addresses by
    the name the story has for their owner."""

    people: Mapping[str, Mapping[str, Any]]
    story: Story
    addresses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, story: Story, people: Mapping[str, Mapping[str, Any]], mark: str) -> "Cast":
        """`mark` makes the addresses this playing's own."""
        made = {
            name: f"{name.replace('ø', 'oe').replace('å', 'aa').replace(' ', '.')}.{mark}@example.invalid"
            for name, one in story.cast.items()
            if isinstance(one, Relative)
        }
        return cls(people, story, {RELATIVE: RELATIVE_EMAIL, **made})

    def username(self, name: str) -> str | None:
        """Of somebody who can sign in; None of those who cannot."""
        return getattr(self.story.cast.get(name), "username", name if name in self.people else None)

    def with_inbox(self, became: Became) -> frozenset[str]:
        """The usernames of those who are to find the notice in their inbox."""
        return frozenset(filter(None, map(self.username, became.told)))

    def lines(self, became: Became) -> Mapping[Line, str]:
        """As what each is to be told, and who that is."""
        return {self.line(name): name for name in sorted(became.told)} | {
            self.line(name, "mail"): name for name in sorted(became.mailed)
        }

    def line(self, name: str, channel: str = "inbox") -> Line:
        username = self.username(name)
        if username is None:
            return Line(self.story.cast[name].role, None, channel)  # type: ignore[union-attr] # has no username
        one = self.people[username]
        return Line(_TOLD_AS.get(one["role"], one["role"]), one.get("department"), channel)

    def named(self, name: str) -> str:
        """For a reader: who it is, and as what."""
        username = self.username(name)
        if username is not None:
            return person(self.people[username])
        one = self.story.cast[name]
        return f"{one.name} ({_ROLES[one.role]})"  # type: ignore[union-attr] # has no username


def person(one: Mapping[str, Any]) -> str:
    """Somebody who can sign in, for a reader."""
    role = _ROLES.get(one["role"], "drift")
    place = _DEPARTMENTS.get(one.get("department", ""), "")
    return f"{one['name']} ({role}{f' i {place}' if place else ''})"
