"""Measures and what proves them (S0-15)."""

from datetime import date

from django.db.models import Max
from django.utils.timezone import localdate

from matters.models import Evidence, Matter, Measure
from matters.services.states import MatterRefused, keep, locked
from registry.models import User
from registry.services.attachments import JPEG, PDF, PNG, store_attachment
from registry.services.audit import change
from rulebook.lifecycle.matter import MATTER
from rulebook.lifecycle.matter import MatterState as S


def _treating(matter: Matter) -> Matter:
    row = locked(matter)
    if row.state != S.TREATING:
        raise MatterRefused(f"问题{MATTER.label(row.state)}，整改中才能登记措施和材料。")
    return row


def add_measure(*, actor: User, matter: Matter, text: str, done_on: date | None = None) -> Measure:
    """What is done about it. Raises ``MatterRefused``."""
    with change(actor, "add_measure", matter):
        row = _treating(matter)
        if done_on and not row.raised_on <= done_on <= localdate():
            raise MatterRefused("落实日期应在提出日期之后，不晚于今天。")
        measure = Measure.objects.create(
            matter=row, text=text, done_on=done_on, again=row.reopened, entered_by=actor
        )
        keep(row, actor, f"登记措施：{text}")
    return measure


def add_evidence(
    *, actor: User, matter: Matter, says: str, proves_on: date, name: str, content: bytes
) -> Evidence:
    """A file that proves ``says`` on a day; the next edition when that was proved before. Raises ``MatterRefused``, ``AttachmentRefused``."""
    with change(actor, "add_evidence", matter) as log:
        row = _treating(matter)
        if not row.raised_on <= proves_on <= localdate():
            raise MatterRefused("所证日期应在提出日期之后，不晚于今天。")
        last = row.evidence.filter(says=says).aggregate(last=Max("edition"))["last"]
        evidence = Evidence.objects.create(
            matter=row,
            says=says,
            proves_on=proves_on,
            edition=(last or 0) + 1,
            again=row.reopened,
            file=store_attachment(actor=actor, name=name, content=content, allowed={PDF, JPEG, PNG}),
            added_on=localdate(),
            added_by=actor,
        )
        keep(row, actor, f"上传材料：{evidence}")
        log.note(sha256=evidence.file.sha256, edition=evidence.edition)
    return evidence
