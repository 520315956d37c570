"""Corrections of a publication: those that everybody reads, the one that waits, what both persons see."""

from dataclasses import dataclass
from pathlib import Path

from django.db import models

from desk.models import Correction
from desk.queries.made_documents import is_as_kept
from registry.models import Confirmation
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key

CORRECT = "desk.correct"


@dataclass(frozen=True)
class ShownCorrection:
    """One correction as pages show it; ``intact``: its file is the one that was kept."""

    correction: Correction
    intact: bool


def corrections_of(subject: models.Model) -> list[ShownCorrection]:
    """What was published of them, the newest first."""
    rows = Correction.objects.filter(subject=subject_key(subject), published_on__isnull=False)
    return [
        ShownCorrection(row, is_as_kept(row.document))
        for row in rows.select_related("document", "recorded_by", "confirmed_by").order_by("-pk")
    ]


def correction_facts(row: Correction) -> dict[str, str]:
    """What both persons see before it goes out."""
    return {
        "更正的公布": row.label,
        "更正内容": row.text,
        "更正理由": row.reason,
        "更正文件": f"{Path(row.document.name).stem}，校验值 {row.document.sha256[:12]}",
        "提出人": row.recorded_by.name,
    }


def open_request(row: Correction) -> Confirmation | None:
    """The request that waits for its second person, if one is still valid."""
    return waiting_confirmations([CORRECT]).filter(subject=subject_key(row)).first()


def waiting_correction(subject: models.Model) -> Correction | None:
    """The last correction of this publication that nobody has confirmed."""
    rows = Correction.objects.filter(subject=subject_key(subject), published_on__isnull=True)
    return rows.select_related("document", "recorded_by").last()
