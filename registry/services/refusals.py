"""What the services of every floor refuse: a sentence in Chinese for the page, and one base to catch it by.

A service that says no raises its own kind, so that a reader sees whose rule it is, and a page catches them all::

    class DrawRefused(Refused):
        \"\"\"The step cannot be taken; the text says why, for the page.\"\"\"

    try:
        services.lock_draw(actor=user, draw=draw)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
"""

from collections.abc import Sequence

from rulebook.lifecycle.table import IllegalMove


class Refused(ValueError):
    """The step cannot be taken now; the text is a sentence for the page that says what is missing."""


class VersionConflict(Refused):
    """Somebody else saved the row after the form was opened. ``version`` is the row's version now."""

    def __init__(self, version: int) -> None:
        super().__init__("保存前内容已被他人修改，请比对后再次保存。")
        self.version = version


MOST_LINES = 50
"""So many lines of a refused file are named; more are not read by anybody."""


class FileRefused(Refused):
    """A file that cannot be taken as it is; a page says so at the file."""


class LinesRefused(FileRefused):
    """A file with lines that cannot be taken: ``problems`` are sentences in Chinese that name the row."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems[:MOST_LINES])
        super().__init__("；".join(self.problems))


REFUSALS = (Refused, IllegalMove)
"""Everything that a page answers with a sentence; the tables of moves are plain Python and know no ``Refused``."""
