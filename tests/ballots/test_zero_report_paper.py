"""The zero report on paper: what it says, and that a signed scan is looked at before it counts and never lost (S0-23)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ballots.models import Vote, ZeroReport
from ballots.services import zero_report_paper
from ballots.services.moves import VoteRefused
from ballots.services.tablets import add_tablet, enrol_tablet
from registry.models import AuditEvent, Role, Unit
from registry.services.refusals import VersionConflict
from tests.ballots.steps import Hall, ready
from tests.factories import user_with
from tests.printing.reading import pages
from tests.scans import scanned_pdf, scanned_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tested(hall: Hall) -> Hall:
    _, code = add_tablet(actor=hall.runner, vote=hall.vote, number=7)
    enrol_tablet(vote=hall.vote.pk, code=code)
    add_tablet(actor=hall.runner, vote=hall.vote, number=8)
    return ready(hall)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(hall: Hall, name: str, *more: int) -> str:
    return reverse(f"ballots:zero-report-{name}", args=[hall.vote.pk, *more])


def hand_in(client: Client, hall: Hall, content: bytes, version: int, name: str = "签字.pdf"):
    sent = {"scan": SimpleUploadedFile(name, content), "version": version}
    return client.post(address(hall, "hand-in"), sent, follow=True)


def test_s0_23_the_printed_report_says_what_was_proved_on_which_devices_and_has_both_signatures(
    tested: Hall,
) -> None:
    control = client_of(tested.runner).get(reverse("ballots:vote-show", args=[tested.vote.pk]))
    assert address(tested, "show") in control.content.decode()
    answer = client_of(tested.watcher).get(address(tested, "file"))
    [page] = pages(answer.content)
    text = "".join(page.split())
    vote = Vote.objects.get(pk=tested.vote.pk)
    for words in (
        "零票报告",
        "检验前票箱0张",
        f"投入检验票{vote.test_report['ballots']}张",
        "检验后票箱0张",
        f"制发选票卡{vote.made}张",
        vote.form_hash,
        vote.test_report["expected"],
        "7号平板已登记",
        "8号平板未登记",
        "经办人：",
        "市纪委监督员：",
    ):
        assert words in text, words


def test_before_the_zero_report_there_is_none_to_print(hall: Hall) -> None:
    assert client_of(hall.runner).get(address(hall, "file")).status_code == 404
    with pytest.raises(VoteRefused, match="零票检验还没有做完"):
        zero_report_paper.hand_zero_report(
            actor=hall.runner, vote=hall.vote, version=0, name="a.pdf", content=scanned_pdf()
        )


def test_s0_23_a_scan_is_shown_and_counts_only_once_it_is_confirmed(tested: Hall) -> None:
    client = client_of(tested.runner)
    logo = hand_in(client, tested, scanned_picture(48, 48), 0, "签字.xlsx")
    assert "图片只有 48 × 48 像素" in logo.content.decode()
    assert not ZeroReport.objects.exists()
    shown = hand_in(client, tested, scanned_picture(), 0, "签字.png").content.decode()
    assert "扫描件已上传，请看过之后确认。" in shown
    paper = ZeroReport.objects.get()
    [picture] = re.findall(r'<img[^>]*scan-preview[^>]*src="([^"]+)"', shown)
    preview = client.get(picture)
    assert (preview["Content-Type"], preview["Content-Disposition"][:6]) == ("image/png", "inline")
    assert paper.submitted_on is None
    unseen = client.post(address(tested, "confirm"), {"version": paper.version})
    assert "请先看扫描件，再勾选。" in unseen.content.decode()
    assert ZeroReport.objects.get().submitted_on is None
    done = client.post(address(tested, "confirm"), {"version": paper.version, "seen": "on"}, follow=True)
    assert "签字件已交存" in done.content.decode()
    paper.refresh_from_db()
    assert (paper.submitted_by, paper.submitted_on is not None) == (tested.runner, True)
    assert (
        "签字件已经交存，要换请写明原因。"
        in hand_in(client, tested, scanned_pdf(), paper.version).content.decode()
    )


def test_what_another_has_uploaded_meanwhile_is_not_confirmed_unseen(tested: Hall) -> None:
    client = client_of(tested.runner)
    hand_in(client, tested, scanned_pdf("first"), 0)
    hand_in(client, tested, scanned_pdf("second"), 1)
    with pytest.raises(VersionConflict):
        zero_report_paper.count_zero_report(actor=tested.runner, vote=tested.vote, version=1)
    assert ZeroReport.objects.get().submitted_on is None


def test_s0_23_a_scan_is_replaced_with_a_reason_and_the_first_is_kept(tested: Hall) -> None:
    client = client_of(tested.runner)
    hand_in(client, tested, scanned_pdf("first"), 0)
    first = ZeroReport.objects.get().scan
    assert first is not None
    replace = {
        "scan": SimpleUploadedFile("二.pdf", scanned_pdf("second")),
        "version": 1,
        "reason": "漏扫一页",
    }
    early = client.post(address(tested, "replace"), replace, follow=True).content.decode()
    assert "还没有交存的签字件" in early
    client.post(address(tested, "confirm"), {"version": 1, "seen": "on"})
    replace["scan"] = SimpleUploadedFile("二.pdf", scanned_pdf("second"))
    lacking = client.post(address(tested, "replace"), replace | {"reason": ""})
    assert lacking.status_code == 422
    replace["scan"] = SimpleUploadedFile("二.pdf", scanned_pdf("second"))
    page = client.post(address(tested, "replace"), replace, follow=True).content.decode()
    assert "待确认" in page
    assert "漏扫一页" in page
    kept = client.get(address(tested, "scan", first.pk))
    assert b"".join(kept) == scanned_pdf("first")
    paper = ZeroReport.objects.get()
    assert paper.scan is not None
    assert paper.scan.pk != first.pk
    assert [(each["scan"], each["reason"]) for each in paper.former] == [(first.pk, "漏扫一页")]
    client.post(address(tested, "confirm"), {"version": paper.version, "seen": "on"})
    assert ZeroReport.objects.get().submitted_on is not None
    events = AuditEvent.objects.filter(verb__contains="zero_report").order_by("pk")
    verbs = list(events.values_list("verb", flat=True))
    assert verbs[-4:] == [
        "hand_zero_report",
        "count_zero_report",
        "replace_zero_report",
        "count_zero_report",
    ]


def test_who_only_watches_sees_it_and_hands_nothing_in_and_others_see_nothing(
    tested: Hall, other_office: Unit
) -> None:
    watcher = client_of(tested.watcher)
    page = watcher.get(address(tested, "show")).content.decode()
    assert "下载零票报告" in page
    assert 'type="file"' not in page
    assert hand_in(watcher, tested, scanned_pdf(), 0).status_code == 403
    outsider = client_of(user_with(Role.INSPECTORATE, other_office))
    assert outsider.get(address(tested, "show")).status_code == 404
    hand_in(client_of(tested.runner), tested, scanned_pdf(), 0)
    assert watcher.get(address(tested, "scan", 999_999)).status_code == 404
