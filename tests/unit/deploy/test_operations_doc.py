"""The variables that people read about (docs/operations.md) against those a service reads."""

import re

from deploy.embedded.layout import REPOSITORY
from shared.runtime import Settings
from shared.telemetry import Metrics

PAGE = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `SAMSPIL_([A-Z_]+)` \| (yes|no) \| (.+?) \|", re.MULTILINE)


def test_every_variable_is_named_with_its_default() -> None:
    """Configuration: environment variables and nothing else, so the page names each, required or with its default."""
    documented = {
        name.lower(): (required == "yes", default.strip("`")) for name, required, default in ROW.findall(PAGE)
    }
    read = {}
    for name, field in Settings.model_fields.items():
        if field.default_factory is not None:
            read[name] = (False, "host and process id")
        else:
            default = field.get_default()
            read[name] = (field.is_required(), "–" if field.is_required() or default in (None, "") else str(default))
    assert documented == read


def test_every_metric_named_is_there() -> None:
    """Alarms: a name that no service counts under would never ring."""
    exported = Metrics().render().decode()
    named = set(re.findall(r"`(samspil_[a-z_]+)`", PAGE))
    assert named
    assert [name for name in named if f"\n# TYPE {name} " not in exported] == []
