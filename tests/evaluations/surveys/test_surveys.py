"""The pages of a mass survey, from setting it up to its published result (S4-11)."""

import html
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook
from pytest_django import Settings

from ballots.models import CardBatch, CodeIssued, UrnBallot, Vote
from ballots.models.votes import Front
from ballots.queries import votes
from ballots.services import batches, opening
from evaluations.surveys.models import Survey
from registry.models import Attachment, Role
from rulebook.ballot.codes import new_code
from tests.ballots.keys import bodies, prove, take_count
from tests.ballots.steps import Hall, cast, confirm
from tests.evaluations.meetings.stage import Stage
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with
from tests.printing.reading import pages

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"announced_close": "2099-03-01T18:00", "phone": "0750-2212345"}
"""What the slips say beside their code."""


def form_data(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {
        "title": "安澜市万人评议",
        "year": localdate().year,
        "bureau": stage.bureau.pk,
        "units": [stage.office.pk, stage.inspectorate.pk],
        "strata": "企业\n 消费者 \n",
    } | changes


def create(stage: Stage, **changes: Any) -> Any:
    return signed_in(stage.inspector).post(reverse("surveys:survey-create"), form_data(stage, **changes))


def test_s4_11_a_survey_is_set_up_prepared_and_voted_on_in_the_browser(
    stage: Stage, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://pingyi.example"
    page = create(stage)
    survey = Survey.objects.get()
    assert page.url == reverse("surveys:survey-show", args=[survey.pk])
    assert [row["label"] for row in survey.strata] == ["企业", "消费者"]
    client = signed_in(stage.inspector)
    prepared = client.post(reverse("surveys:survey-prepare", args=[survey.pk]))
    vote = Vote.objects.get()
    assert prepared.url == reverse("ballots:vote-show", args=[vote.pk])
    assert (vote.front, vote.threshold, vote.unit) == (Front.SLIPS, 10, stage.bureau)
    assert [subject["label"] for subject in vote.form["subjects"]] == ["监察室", "城关工商所"]
    shown = client.get(reverse("ballots:batch-list", args=[vote.pk])).content.decode()
    assert '<option value="s2">消费者</option>' in shown
    assert "还没有选票卡的层：企业、消费者。" in shown
    assert "在家里、用手机流量打不开" not in shown
    settings.PUBLIC_URL = "https://192.168.1.20:8443"
    shown = client.get(reverse("ballots:batch-list", args=[vote.pk])).content.decode()
    assert "网址是 https://192.168.1.20:8443，只有本机或同一网络里的设备打得开" in shown
    settings.PUBLIC_URL = "https://pingyi.example"
    slips = client.post(
        reverse("ballots:batch-make", args=[vote.pk]),
        {"stratum": "s2", "n": 200, "sender": "邮政局", "per_sheet": 10} | SAID,
    )
    content = b"".join(slips.streaming_content)
    first = pages(content)[1]
    assert first.count(f"网址 https://pingyi.example/b/{vote.pk}/") == 10
    assert first.count("截止 2099年3月1日 18:00") == 10
    assert first.count("咨询电话 0750-2212345") == 10
    assert (slips["Content-Type"], slips["Cache-Control"], content[:5]) == (
        "application/pdf",
        "private, no-store",
        b"%PDF-",
    )
    batch = CardBatch.objects.get()
    assert (batch.stratum, batch.label, batch.sender, batch.made) == ("s2", "消费者", "邮政局", 200)
    listed = client.get(reverse("ballots:batch-list", args=[vote.pk])).content.decode()
    assert "还没有选票卡的层：企业。" in listed
    assert 'value="0750-2212345"' in listed, "the next batch says the same"
    assert CodeIssued.objects.filter(vote=vote, stratum="s2").count() == 200


def running(stage: Stage) -> tuple[Hall, list[str]]:
    """A survey that is open, with one batch of 200 and its codes."""
    create(stage)
    client = signed_in(stage.inspector)
    client.post(reverse("surveys:survey-prepare", args=[Survey.objects.get().pk]))
    vote = Vote.objects.get()
    _, codes = batches.make_batch(actor=stage.inspector, vote=vote, stratum="s1", label="企业", n=200)
    hall = Hall(vote, stage.inspector, stage.watcher, stage.teller)
    prove(actor=stage.inspector, vote=vote)
    confirm(hall, votes.OPEN_VOTE)
    return hall, codes


def test_s4_11_slips_are_counted_by_hand_on_their_page_and_rates_are_by_batch(stage: Stage) -> None:
    hall, codes = running(stage)
    for code in codes[:29]:
        assert cast(hall, code, [1, 2]).status == 201
    client = signed_in(stage.inspector)
    address = reverse("ballots:batch-list", args=[hall.vote.pk])
    page = " ".join(client.get(address).content.decode().split())
    assert "不少于 10%" in page
    shown = re.sub(r"<[^>]*>", " ", page.partition("<table")[2].partition("</table>")[0])
    assert "29" not in shown.split()
    out = reverse("ballots:batch-handed-out", args=[hall.vote.pk, 1])
    refused = client.post(out, {"n": 201})
    assert (refused.status_code, "发出张数应为 0 至 200。" in refused.content.decode()) == (422, True)
    assert client.post(out, {"n": 200}).url == address
    assert CardBatch.objects.get().handed_out == 200
    assert UrnBallot.objects.count() == 29


def test_s4_11_a_survey_before_two_years_are_over_needs_a_reason(stage: Stage) -> None:
    create(stage)
    again = create(stage, title="再次评议", year=localdate().year + 1)
    assert again.status_code == 422
    words = f"万人评议每两年一次，{localdate().year}年已经开展。提前开展的，请写明原因。"
    assert words in again.content.decode()
    assert 'value="再次评议"' in again.content.decode(), "what was typed is still there"
    assert Survey.objects.count() == 1
    with_reason = create(
        stage, title="再次评议", year=localdate().year + 1, off_cycle_reason="市政府要求提前开展"
    )
    assert with_reason.status_code == 302
    later = create(stage, title="下一次", year=localdate().year + 3)
    assert later.status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": []}, "必填"),
        ({"strata": " \n "}, "必填"),
        ({"strata": "企业\n企业"}, "有重复的层。"),
        ({"held_from": "2026-09-01", "held_to": "2026-08-01"}, "结束日期不能早于开始日期。"),
        ({"year": "二〇二六"}, "整数"),
    ],
)
def test_a_survey_that_cannot_be_is_refused_in_words(stage: Stage, changes: Any, words: str) -> None:
    page = create(stage, **changes)
    assert (page.status_code, words in page.content.decode(), Survey.objects.count()) == (422, True, 0)


def test_a_void_vote_of_a_survey_is_repeated_by_another(stage: Stage) -> None:
    hall, _ = running(stage)
    survey = Survey.objects.get()
    client = signed_in(stage.inspector)
    prepare = reverse("surveys:survey-prepare", args=[survey.pk])
    assert client.post(prepare).url == reverse("surveys:survey-show", args=[survey.pk])
    assert Vote.objects.count() == 1
    confirm(hall, votes.VOID_VOTE, note="选票卡外泄")
    client.post(prepare)
    survey.refresh_from_db()
    assert survey.vote is not None
    assert (survey.vote.repeat_of, list(survey.past_votes.all())) == (hall.vote, [hall.vote])


def test_slips_are_nobodys_who_only_follows_and_no_page_of_a_meetings_vote(stage: Stage) -> None:
    hall, _ = running(stage)
    address = reverse("ballots:batch-list", args=[hall.vote.pk])
    make = reverse("ballots:batch-make", args=[hall.vote.pk])
    assert signed_in(stage.watcher).get(address).status_code == 200
    assert signed_in(stage.watcher).post(make, {}).status_code == 403
    assert signed_in(user_with(Role.INSPECTOR, stage.office)).get(address).status_code == 404
    Vote.objects.filter(pk=hall.vote.pk).update(front=Front.HALL)
    assert signed_in(stage.inspector).get(address).status_code == 404


def test_a_stratum_that_the_survey_does_not_have_gets_no_slips(stage: Stage) -> None:
    create(stage)
    client = signed_in(stage.inspector)
    client.post(reverse("surveys:survey-prepare", args=[Survey.objects.get().pk]))
    vote = Vote.objects.get()
    whole = SAID | {"stratum": "s1", "n": 200, "per_sheet": 8}
    for wrong in (
        {"stratum": "s9"},
        {"n": 199},
        {"n": "很多"},
        {"phone": ""},
        {"announced_close": "2020-01-01T18:00"},
    ):
        page = client.post(reverse("ballots:batch-make", args=[vote.pk]), whole | wrong)
        assert page.status_code == 422, wrong
    assert CardBatch.objects.count() == 0


def test_s4_11_the_slip_of_a_survey_votes_on_the_voters_own_phone(stage: Stage) -> None:
    hall, _ = running(stage)
    page = Client().get(reverse("ballots:ballot-vote", args=[hall.vote.pk]))
    assert (page.status_code, "城关工商所" in page.content.decode()) == (200, True)
    assert cast(hall, new_code(lambda n: bytes(n)), [1, 1]).status == 404


def test_s4_11_the_form_of_a_survey_is_the_same_bytes_for_everybody_and_may_be_cached(stage: Stage) -> None:
    hall, _ = running(stage)
    address = reverse("ballots:ballot-vote", args=[hall.vote.pk])
    first, second = Client().get(address), Client().get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    assert (first.content, first.cookies) == (second.content, {})
    assert 'name="id" value=""' in first.content.decode()
    assert 'id="opinion"' not in first.content.decode(), "a slip gives no opinion"


def test_s4_11_without_scripts_the_review_of_a_survey_makes_the_id_and_sending_twice_is_one_ballot(
    stage: Stage,
) -> None:
    hall, codes = running(stage)
    address = reverse("ballots:ballot-cast", args=[hall.vote.pk])
    typed = {"form": hall.vote.form_hash, "id": "", "card": codes[0], "m0": "1", "m1": "5"}
    review = Client().post(address, typed | {"step": "review"}).content.decode()
    made = re.search(r'name="id" value="([0-9a-f]{32})"', review)
    assert made is not None
    sent = typed | {"id": made[1], "step": "cast"}
    first, again = Client().post(address, sent), Client().post(address, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert reverse("ballots:ballot-opinion", args=[hall.vote.pk]) not in first.content.decode()
    assert (UrnBallot.objects.get().stratum, bodies(hall.vote)) == ("s1", ["[1,5]"])
    assert Client().post(address, typed | {"card": codes[1], "step": "cast"}).status_code == 400


def send(stage: Stage, content: bytes, name: str = "结果.csv", **changes: Any) -> Any:
    data = {"title": "市里的评议", "year": 2020, "bureau": stage.bureau.pk, "organiser": "市统计局"} | changes
    data["file"] = SimpleUploadedFile(name, content)
    return signed_in(stage.inspector).post(reverse("surveys:outside-survey-create"), data)


MESSY = """安澜市万人评议结果,,,,,,
单位名称,层面,有效票,满意,比较满意,基本满意,不太满意,不满意,总分
 城关工商所 ,,１２,6,3,2,1,0,81.77
监察室,企业,,5,0,0,0,0,
,,,,,,,,
合计,,12,11,3,2,1,0,
"""


def test_s4_11_the_result_of_an_outside_survey_is_imported_from_a_messy_file(stage: Stage) -> None:
    page = send(stage, MESSY.encode("gb18030"))
    survey = Survey.objects.get()
    assert page.url == reverse("surveys:survey-show", args=[survey.pk])
    found = [
        (rating.unit.name, rating.stratum, rating.ballots, rating.counts, str(rating.score))
        for rating in survey.ratings.all()
    ]
    assert sorted(found) == [
        ("城关工商所", "", 12, [6, 3, 2, 1, 0], "81.77"),
        ("监察室", "企业", None, [5, 0, 0, 0, 0], "None"),
    ]
    client = signed_in(stage.watcher)
    shown = client.get(page.url).content.decode()
    assert ("81.77" in shown, "市统计局" in shown, "准备投票" in shown) == (True, True, False)
    document = client.get(reverse("surveys:survey-document", args=[survey.pk]))
    assert document.content == MESSY.encode("gb18030")
    prepare = reverse("surveys:survey-prepare", args=[survey.pk])
    assert (signed_in(stage.inspector).post(prepare).url, Vote.objects.count()) == (page.url, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "单位,得分\n没有的科,90\n城关工商所,101\n",
            ["第 2 行：本局没有名为“没有的科”的单位。", "第 3 行：得分“101”不是 0 至 100 的数。"],
        ),
        ("单位,得分\n城关工商所,90\n城关工商所,90\n", ["第 3 行：与第 2 行重复。"]),
        ("单位,得分\n", ["文件里没有结果。"]),
        ("科长,得分\n甲,90\n", ["没有找到“单位”列"]),
        ("单位,得分\n=cmd|'/c calc'!A1,90\n", ["第 2 行：本局没有名为"]),
        ("", ["文件"]),
    ],
)
def test_s4_11_one_wrong_line_of_an_outside_result_refuses_the_file_in_words(
    stage: Stage, content: str, words: list[str]
) -> None:
    page = send(stage, content.encode())
    shown = html.unescape(page.content.decode())
    assert (page.status_code, [word for word in words if word not in shown]) == (422, [])
    assert 'value="市统计局"' in shown, "what was typed is still there"
    assert (Survey.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_file_that_is_no_table_is_refused_in_words(stage: Stage) -> None:
    for content in (b"%PDF-1.4 ...", b"PK\x03\x04 broken", bytes(range(256)) * 4):
        page = send(stage, content, "结果.xlsx")
        assert (page.status_code, Survey.objects.count()) == (422, 0)


def test_s4_11_an_outside_survey_counts_for_the_two_years(stage: Stage) -> None:
    assert send(stage, "单位,得分\n监察室,95\n".encode(), year=localdate().year).status_code == 302
    assert create(stage).status_code == 422
    assert Survey.objects.count() == 1


def test_s4_11_a_survey_set_up_wrongly_is_corrected_until_its_vote_is_prepared(stage: Stage) -> None:
    create(stage)
    survey = Survey.objects.get()
    client = signed_in(stage.inspector)
    here = reverse("surveys:survey-show", args=[survey.pk])
    edit = reverse("surveys:survey-edit", args=[survey.pk])
    assert edit in client.get(here).content.decode()
    assert client.get(edit).context["form"]["strata"].value() == "企业\n消费者"
    wrong = client.post(edit, form_data(stage, strata="企业\n企业"))
    assert (wrong.status_code, wrong.context["form"]["strata"].value()) == (422, "企业\n企业")
    changed = form_data(stage, units=[stage.office.pk], strata="企业\n代表委员")
    assert client.post(edit, changed).url == here
    survey.refresh_from_db()
    assert [row["label"] for row in survey.strata] == ["企业", "代表委员"]
    assert [subject.unit for subject in survey.subjects.all()] == [stage.office]
    client.post(reverse("surveys:survey-prepare", args=[survey.pk]))
    assert edit not in client.get(here).content.decode()
    refused = client.post(edit, form_data(stage, title="改名"), follow=True)
    assert "投票已经准备，不能再改。" in refused.content.decode()
    survey.refresh_from_db()
    assert survey.title == "安澜市万人评议"


def publish(hall: Hall) -> None:
    """Every slip was given out; the survey ends and its result is published."""
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    batches.record_handed_out(actor=hall.runner, vote=hall.vote, number=1, n=200)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    confirm(hall, votes.PUBLISH_VOTE)


def test_s4_11_the_published_result_is_downloaded_as_a_workbook(stage: Stage) -> None:
    hall, codes = running(stage)
    for number, code in enumerate(codes[:20]):
        assert cast(hall, code, [1, 5 if number < 5 else 0]).status == 201
    client = signed_in(stage.inspector)
    address = reverse("surveys:survey-workbook", args=[Survey.objects.get().pk])
    assert "结果公布后才能下载。" in client.get(address, follow=True).content.decode()
    publish(hall)
    book = load_workbook(BytesIO(client.get(address).content))
    rows = list(book["结果"].iter_rows(min_row=3, max_row=4, values_only=True))
    assert rows == [
        ("监察室", "全部", 20, 20, 0, 0, 0, 0, 0, 1, 1),
        ("城关工商所", "全部", 20, 0, 0, 0, 0, 5, 15, 0, 0),
    ]


def test_s4_11_the_empty_file_for_an_outside_result_is_read_once_it_is_filled_in(stage: Stage) -> None:
    client = signed_in(stage.inspector)
    address = reverse("surveys:outside-survey-create")
    template = reverse("surveys:outside-survey-template")
    assert template in client.get(address).content.decode()
    book = load_workbook(BytesIO(client.get(template).content))
    sheet = book.active
    units = [row[0].value for row in sheet.iter_rows(min_row=3, max_row=4)]
    assert units == ["监察室", "城关工商所"]
    for row, score in ((3, "91.5"), (4, "88")):
        sheet.cell(row, 9, score)
    filled = BytesIO()
    book.save(filled)
    data = {"title": "市纠风办评议", "year": 2026, "bureau": stage.bureau.pk, "organiser": "市纠风办"}
    data["file"] = SimpleUploadedFile("结果.xlsx", filled.getvalue())
    assert client.post(address, data).status_code == 302
    found = Survey.objects.get().ratings.values_list("unit__name", "score")
    assert [(name, str(score)) for name, score in found] == [("监察室", "91.50"), ("城关工商所", "88.00")]
