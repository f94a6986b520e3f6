"""What only pages refuse, told in sentences of their own (`web.….title` and `.detail`)."""

from core.errors import Problem


class PageRefusal(Problem):
    """A form that is not taken. `said` names its sentences."""

    status, code = 403, "not_yours_to_do"
    said = ""


class FormOld(PageRefusal):
    """It was not shown to this browser, or long ago."""

    said = "web.form_old"


class AlreadyIn(PageRefusal):
    """A form by which somebody comes in, pressed again once they had: it leads on to where the first press did."""

    said = FormOld.said

    @staticmethod
    def on(path: str) -> bool:
        """Whether forms by which somebody comes in are sent there."""
        return path.startswith("/in/") or path == "/ask/code"


class OtherSite(PageRefusal):
    """It came from another site."""

    said = "web.other_site"
