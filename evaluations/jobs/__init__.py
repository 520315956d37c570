"""What runs later."""

from evaluations.jobs.count_report import make_count_report, report_url
from evaluations.jobs.letters import letters_url, make_letters

__all__ = ["letters_url", "make_count_report", "make_letters", "report_url"]
