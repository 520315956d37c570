"""Steps of problems."""

from matters.services.matters import (
    CLOCK_ORIGIN,
    RECTIFY,
    REVIEW,
    SOLVE,
    VERIFY,
    check_result,
    choose_treatment,
    close_matter,
    hand_out,
    merge_matter,
    raise_matter,
    record_finding,
    reopen_matter,
    report_result,
    return_report,
    start_verifying,
    tell_raisers,
)
from matters.services.measures import add_evidence, add_measure
from matters.services.states import MatterRefused

__all__ = [
    "CLOCK_ORIGIN",
    "RECTIFY",
    "REVIEW",
    "SOLVE",
    "VERIFY",
    "MatterRefused",
    "add_evidence",
    "add_measure",
    "check_result",
    "choose_treatment",
    "close_matter",
    "hand_out",
    "merge_matter",
    "raise_matter",
    "record_finding",
    "reopen_matter",
    "report_result",
    "return_report",
    "start_verifying",
    "tell_raisers",
]
