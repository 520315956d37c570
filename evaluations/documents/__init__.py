"""Rows of evaluations as official documents."""

from evaluations.documents.count_report import count_report, published_report
from evaluations.documents.count_workbook import count_workbook

__all__ = ["count_report", "count_workbook", "published_report"]
