"""What runs later."""

from evaluations.jobs.count_report import make_count_report, report_url
from evaluations.jobs.dossiers import dossier_url, make_dossier
from evaluations.jobs.letters import letters_url, make_letters

__all__ = ["dossier_url", "letters_url", "make_count_report", "make_dossier", "make_letters", "report_url"]
