"""What the roof asks of printing."""

from printing.fonts import FontError, register


def unusable_type() -> str:
    """Why documents could not be printed, in Chinese; empty when the faces are all there."""
    try:
        register()
    except FontError as error:
        return str(error)
    return ""
