"""Papers of a draw."""

from draws.documents.certificate import certificate_pdf, verify_address
from draws.documents.minutes import minutes_pdf

__all__ = ["certificate_pdf", "minutes_pdf", "verify_address"]
