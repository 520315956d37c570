"""What the log of conduct waits for: papers of a unit for its own people, the rest for the inspectorate."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from evaluations.conduct.models import Pledge, SelfCheck
from evaluations.conduct.queries import waiting_log
from registry.models import Attachment, User
from tests.evaluations.elections.stage import ElectionStage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-10-08T09:00:00+08:00", tick=False) as traveller:
        yield traveller


def told(user: User) -> list[tuple[str, str, str]]:
    return [(row.title, row.step, row.of) for row in waiting_log(user)]


def test_s3_16_s3_20_a_unit_s_papers_wait_for_its_own_head(stage: ElectionStage) -> None:
    assert told(stage.head) == [
        ("2026年十问自查", "请填写并提交", "第1所"),
        ("2026年书面总结", "请填写并提交", "第1所"),
    ]
    SelfCheck.objects.create(unit=stage.offices[0], year=2026, submitted_on=date(2026, 7, 1))
    assert [title for title, _, _ in told(stage.head)] == ["2026年书面总结"]
    assert told(stage.watcher) == []


def test_a_summary_is_not_told_before_september(stage: ElectionStage, at: time_machine.Traveller) -> None:
    at.move_to("2026-08-31T09:00:00+08:00")
    assert [title for title, _, _ in told(stage.head)] == ["2026年十问自查"]


def test_s3_24_pledges_and_the_bureau_s_report_wait_for_the_inspectorate(stage: ElectionStage) -> None:
    assert told(stage.inspector) == [
        ("2026年行风建设责任书", "还有 4 个单位没有登记责任书", ""),
        ("2026年自评报告", "请撰写并报送", str(stage.bureau)),
    ]
    scan = Attachment.objects.create(file="x", name="x.pdf", content_type="x", size=1, sha256="0" * 64)
    for unit in stage.units:
        Pledge.objects.create(unit=unit, year=2026, signer="所长", signed_on=date(2026, 3, 1), scan=scan)
    assert [title for title, _, _ in told(stage.inspector)] == ["2026年自评报告"]
