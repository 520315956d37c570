"""What these services refuse; every text is a sentence in Chinese for the page."""


class MeetingRefused(ValueError):
    """The step cannot be taken now; the text says which state, figure or record is missing."""


class VersionConflict(ValueError):
    """Somebody else saved the row after the form was opened. ``version`` is the row's version now."""

    def __init__(self, version: int) -> None:
        super().__init__("保存前内容已被他人修改，请比对后再次保存。")
        self.version = version
