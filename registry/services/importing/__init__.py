"""Importing: a file is read into staged rows, previewed, and written to the registry only when confirmed.

``files`` reads, ``tables`` finds the head and its columns, ``rows`` is one row on its way, one module a kind judges and
writes, ``runs`` is the life of an import.
"""

from registry.services.importing.files import LARGEST, ImportRefused
from registry.services.importing.kinds import columns_of
from registry.services.importing.rows import Report
from registry.services.importing.runs import (
    apply_import,
    begin_apply,
    cancel_import,
    choose_mapping,
    move_import,
    problem_rows,
    read_import,
    reopen_mapping,
    start_import,
)
from registry.services.importing.tables import NO_DATA, REASON

__all__ = [
    "LARGEST",
    "NO_DATA",
    "REASON",
    "ImportRefused",
    "Report",
    "apply_import",
    "begin_apply",
    "cancel_import",
    "choose_mapping",
    "columns_of",
    "move_import",
    "problem_rows",
    "read_import",
    "reopen_mapping",
    "start_import",
]
