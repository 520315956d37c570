"""The counting process as ``manage.py count_vote``, but killed at a named point; ``python -m tests.ballots.killed_count POINT JOB``.

A point is ``before`` or ``after`` a function of ours, as ``after:ballots.services.sealing:release``: nothing of it is replaced,
and the process is gone as by ``kill -9`` the moment it is reached.
"""

import os
import signal
import sys
from functools import wraps
from importlib import import_module
from typing import Any

import django

SEALING, KEYS, CONNECTING = "ballots.services.sealing", "ballots.services.keys", "ballots.sql.connecting"
POINTS = {
    "key in hand": f"before:{SEALING}:open_urn",
    "urn opened": f"after:{SEALING}:open_urn",
    "rows noted": f"after:{SEALING}:require_held",
    "counters agree": f"after:{SEALING}:_agreed",
    "sums and receipts written": f"after:{SEALING}:_keep_counts",
    "urn emptied": f"after:{SEALING}:_destroy_urn",
    "opinions out": f"after:{SEALING}:release",
    "moved, not committed": f"after:{SEALING}:move",
    "committed": f"before:{SEALING}:finish_wipe",
    "key overwritten, not removed": f"before:{KEYS}:Path.unlink",
    "key gone": f"after:{SEALING}:destroy_key",
    "destruction recorded": f"after:{SEALING}:_destroy_key",
    "wiped, not recorded": f"before:{SEALING}:_record_wipe",
}
"""Every step from the opened key to the end of the wiping, in order."""


def arm(point: str) -> None:
    when, module, path = point.split(":")
    holder: Any = import_module(module)
    *names, last = path.split(".")
    for name in names:
        holder = getattr(holder, name)
    whole = getattr(holder, last)

    @wraps(whole)
    def killed(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(holder, last, killed)


if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from tests.ballots.steps import register_origin

    register_origin()

    arm(POINTS[sys.argv[1]])
    call_command("count_vote", sys.argv[2])
