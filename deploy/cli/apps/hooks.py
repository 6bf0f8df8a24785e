"""A leaving app's webhook goes with it: an app of the same name would else be told at the old one's address."""

from deploy.cli.apps.webhook import NotThere, ask
from deploy.embedded.part import CannotStart


class Webhooks:
    """At the service itself, with the access that `samspil apps webhook` has."""

    def remove(self, app: str) -> bool:
        """False where the service could not be asked."""
        try:
            ask("DELETE", app)
        except NotThere:
            return True
        except CannotStart:
            return False
        return True
