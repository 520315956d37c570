"""The written report of measures and of what was done (S0-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from matters.models import Matter, MeasureReport, ReportDelivery
from matters.services.states import MatterRefused
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.matter.matters import RECIPIENT_LABELS, Recipient


@dataclass(frozen=True)
class ReportData:
    """What a report says. ``unit`` None: the whole bureau. ``numbers`` are those of the day it is saved."""

    title: str
    unit: Unit | None
    period_from: date
    period_to: date
    analysis: str
    causes: str
    measures: str
    numbers: dict[str, int]
    told: Sequence[Matter] = ()


def save_report(
    *,
    actor: User,
    bureau: Unit,
    data: ReportData,
    report: MeasureReport | None = None,
    version: int | None = None,
) -> MeasureReport:
    """Write a report, or change one that has not gone out.

    ``version`` is that of the report as it was opened. Raises ``MatterRefused``, ``VersionConflict`` when somebody saved it since.
    """
    row = report or MeasureReport(bureau=bureau)
    with change(actor, "save_measure_report", row):
        if report is not None:
            row = MeasureReport.objects.select_for_update().get(pk=report.pk)
            if row.deliveries.exists():
                raise MatterRefused("报告已经报送，不能再改；有新的情况请另写一份。")
            if version is not None and version != row.version:
                raise VersionConflict(row.version)
            row.version += 1
        if data.period_to < data.period_from:
            raise MatterRefused("截止日期不能早于起始日期。")
        for name, value in vars(data).items():
            if name != "told":
                setattr(row, name, value)
        row.written_by, row.written_on = actor, localdate()
        row.save()
        row.told.set(data.told)
    return row


def deliver_report(
    *, actor: User, report: MeasureReport, to: Recipient, name: str, on: date, note: str
) -> ReportDelivery:
    """Keep that the report went to somebody. Raises ``MatterRefused`` for a day that cannot be, or the same body twice."""
    name = name.strip() or RECIPIENT_LABELS[to]
    with change(actor, "deliver_measure_report", report) as log:
        row = MeasureReport.objects.select_for_update().get(pk=report.pk)
        if not row.written_on <= on <= localdate():
            raise MatterRefused("报送日期不能早于撰写日期，不能晚于今天。")
        if row.deliveries.filter(to=to.value, name=name).exists():
            raise MatterRefused(f"已经登记过向{name}报送。")
        delivery = ReportDelivery.objects.create(
            report=row, to=to.value, name=name, on=on, note=note, by=actor
        )
        log.note(to=to.value)
    return delivery
