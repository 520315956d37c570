"""The project as it is, with the wing of the bench: every process of a fault knows where its vote comes from."""

from evalsite.settings import *  # noqa: F403  # the project's own
from evalsite.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.faults.wing.WingConfig"]
