"""What the services of every floor refuse: a sentence in Chinese for the page, and one base to catch it by.

A service that says no raises its own kind, so that a reader sees whose rule it is, and a page catches them all::

    class DrawRefused(Refused):
        \"\"\"The step cannot be taken; the text says why, for the page.\"\"\"

    try:
        services.lock_draw(actor=user, draw=draw)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
"""

from rulebook.lifecycle.table import IllegalMove


class Refused(ValueError):
    """The step cannot be taken now; the text is a sentence for the page that says what is missing."""


class VersionConflict(Refused):
    """Somebody else saved the row after the form was opened. ``version`` is the row's version now."""

    def __init__(self, version: int) -> None:
        super().__init__("保存前内容已被他人修改，请比对后再次保存。")
        self.version = version


REFUSALS = (Refused, IllegalMove)
"""Everything that a page answers with a sentence; the tables of moves are plain Python and know no ``Refused``."""
