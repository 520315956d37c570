"""What runs later."""

from evaluations.jobs.contest_report import contest_report_url, make_contest_report
from evaluations.jobs.count_report import make_count_report, report_url
from evaluations.jobs.dossiers import dossier_url, make_dossier
from evaluations.jobs.letters import letters_url, make_letters

__all__ = [
    "contest_report_url",
    "dossier_url",
    "letters_url",
    "make_contest_report",
    "make_count_report",
    "make_dossier",
    "make_letters",
    "report_url",
]
