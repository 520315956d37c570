"""The departments' election set up, its counts imported, scored, published; what follows (S3)."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.elections.documents import papers
from evaluations.elections.models import Election, PanelCount, Proposal
from evaluations.elections.queries import years
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import consequences, counts, decisions, elections
from evaluations.elections.services.refusals import ElectionRefused
from matters.models import Matter
from registry.models import Confirmation, User
from registry.services.refusals import LinesRefused, VersionConflict
from rulebook.election.score import Panel
from tests.evaluations.elections.stage import (
    DAY,
    SMALL_SCHEME,
    ElectionStage,
    all_lines,
    counts_file,
    election_data,
    imported_election,
    new_election,
    publish,
    ranked_votes,
    units_of,
    use,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD
from tests.printing.reading import text_of
from tests.scans import scanned_picture

pytestmark = pytest.mark.django_db


def test_s3_01_s3_02_all_units_stand_in_one_list_with_five_topics(stage: ElectionStage) -> None:
    election = new_election(stage)
    assert [unit.name for unit in units_of(election)] == ["第1所", "第2所", "第1科", "第2科"]
    assert election.topics == ["服务意识", "依法行政", "工作效率", "制度建设", "工作实绩"]


def test_s3_16_four_stages_with_the_documents_dates(stage: ElectionStage) -> None:
    assert [(row["title"], row["from"], row["to"]) for row in new_election(stage).stages] == [
        ("动员部署", "2026-06-01", "2026-06-30"),
        ("评议检查", "2026-07-01", "2026-08-31"),
        ("整改和投票评选", "2026-09-01", "2026-09-30"),
        ("总结通报", "2026-10-01", "2026-10-31"),
    ]


def test_weights_that_do_not_make_a_hundred_are_refused_at_the_form_and_what_was_typed_stays(
    stage: ElectionStage,
) -> None:
    client = signed_in(stage.inspector)
    page = client.get("/evaluations/elections/new/").content.decode()
    sent = {
        name: value
        for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
        if name != "units"
    }
    sent |= {
        "title": "科室评选之一",
        "topics": "服务意识",
        "drawing_body": "市纪委",
        "bureau": str(stage.bureau.pk),
    }
    sent |= {"points": "100、80、60、40、0", "second_points": "100、75、50、25、0", "mutual_weight": "25"}
    answer = client.post("/evaluations/elections/new/", sent | {"units": [unit.pk for unit in stage.units]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "各层面权重合计应为 100%，现为 105%。" in text
    assert "科室评选之一" in text
    assert Election.objects.count() == 0
    done = client.post(
        "/evaluations/elections/new/",
        sent | {"mutual_weight": "20", "units": [unit.pk for unit in stage.units]},
    )
    assert done.status_code == 302
    assert Election.objects.get().title == "科室评选之一"


def test_quotas_that_do_not_fill_their_panel_are_refused_with_numbers(stage: ElectionStage) -> None:
    with pytest.raises(ElectionRefused, match="工商所的服务对象各部分合计 4 名，应等于 5 票。"):
        elections.create_election(
            actor=stage.inspector,
            data=election_data(
                stage,
                scheme=type(SMALL_SCHEME)(
                    panels=tuple(
                        type(rule)(
                            rule.panel, 5 if rule.panel == Panel.SERVICE_OBJECTS else rule.seats, rule.weight
                        )
                        for rule in SMALL_SCHEME.panels
                    )
                ),
            ),
        )


def test_one_election_a_year_and_figures_are_frozen_once_it_votes(stage: ElectionStage) -> None:
    election = new_election(stage)
    with pytest.raises(ElectionRefused, match="2026年的满意不满意科室评选已经建立。"):
        new_election(stage)
    with pytest.raises(VersionConflict):
        elections.update_election(
            actor=stage.inspector, election=election, version=9, data=election_data(stage)
        )
    elections.update_election(
        actor=stage.inspector, election=election, version=1, data=election_data(stage, title="改名")
    )
    elections.begin_voting(actor=stage.inspector, election=election)
    with pytest.raises(ElectionRefused, match="评选现为“投票中”，在“筹备中”时才能修改。"):
        elections.update_election(
            actor=stage.inspector, election=election, version=2, data=election_data(stage)
        )


def test_s3_09_counted_votes_come_from_a_file_and_a_wrong_line_leaves_all_as_it_was(
    stage: ElectionStage,
) -> None:
    election = imported_election(stage)
    assert election.state == "scored"
    before = list(PanelCount.objects.order_by("pk").values_list("unit", "panel", "votes"))
    wrong = [
        ("SO01", "第1所", "服务对象", 4, 1, 0, 0, 0),
        ("SO02", "第2所", "分局领导", -1, 0, 0, 0, 0),
        ("KS01", "第1科", "分局领导", "三", 0, 0, 0, 0),
        ("KS02", "改过名的科", "分局领导", 1, 0, 0, 0, 0),
        ("XX09", "没有的科", "分局领导", 1, 0, 0, 0, 0),
    ]
    with pytest.raises(LinesRefused) as refused:
        counts.import_counts(
            actor=stage.inspector, election=election, name="错.xlsx", content=counts_file(wrong, title=True)
        )
    assert refused.value.problems == [
        "第 3 行：服务对象共 4 票，现有 5 票，多出 1 票。",
        "第 4 行：满意的票数“-1”应为不小于零的整数。",
        "第 5 行：满意的票数“三”应为不小于零的整数。",
        "第 6 行：编码 KS02 是第2科，表里写的是“改过名的科”，请核对是否改名或合并。",
        "第 7 行：没有编码为“XX09”的单位。",
    ]
    assert list(PanelCount.objects.order_by("pk").values_list("unit", "panel", "votes")) == before


def test_an_import_by_the_page_says_what_was_wrong_at_the_file(stage: ElectionStage) -> None:
    election = new_election(stage)
    client = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/import/"
    for content, said in (
        (b"", "所提交的是空文件"),
        (b"PK\x03\x04nonsense", ""),
        (
            counts_file([("SO01", "第1所", "服务对象", 9, 0, 0, 0, 0)]),
            "第 2 行：服务对象共 4 票，现有 9 票，多出 5 票。",
        ),
    ):
        upload = BytesIO(content)
        upload.name = "票数.xlsx"
        answer = client.post(url, {"file": upload})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    upload = BytesIO(counts_file(all_lines(stage, ranked_votes(stage))))
    upload.name = "票数.xlsx"
    assert client.post(url, {"file": upload}).status_code == 302
    election.refresh_from_db()
    assert election.state == "scored"


def test_s3_19_the_bulletin_names_rank_and_score_and_no_panel(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    table = score_table(election)
    text = text_of(
        papers.election_bulletin(table, number="安工商〔2026〕12号", day=DAY, draft=False)
    ).replace("\n", "")
    assert "满意单位：第1所、第2所。满意度相对较低单位：第2科。" in text
    assert "安工商〔2026〕12号" in text
    head = signed_in(stage.head)
    page = head.get(f"/evaluations/elections/{election.pk}/published/").content.decode()
    assert "第1所" in page
    assert "科所互评、分局领导、服务对象、工作监督员票数少，公布后能推算出其中的投票" in page
    assert head.get(f"/evaluations/elections/{election.pk}/scores/").status_code == 404
    assert head.get(f"/evaluations/elections/{election.pk}/").status_code == 404
    assert (
        f"/evaluations/elections/{election.pk}/published/"
        in head.get("/evaluations/elections/").content.decode()
    )
    assert head.get(f"/evaluations/elections/{election.pk}/bulletin/")["Content-Type"] == "application/pdf"
    inside = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/").content.decode()
    assert "科所互评" in inside


def test_units_see_nothing_before_the_bulletin(stage: ElectionStage) -> None:
    election = imported_election(stage)
    head = signed_in(stage.head)
    for part in ("", "published/", "bulletin/", "scores/", "scores.xlsx"):
        assert head.get(f"/evaluations/elections/{election.pk}/{part}").status_code == 404


def test_s3_14_s0_17_s1_16_consequences_wait_for_a_named_leader(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    rows = [(row.unit.name, row.consequence, row.state) for row in years.proposals(election)]
    assert rows == [
        ("第1所", "plus_two", "proposed"),
        ("第1所", "bonus", "proposed"),
        ("第2所", "plus_two", "proposed"),
        ("第2所", "bonus", "proposed"),
        ("第2科", "minus_one", "proposed"),
        ("第2科", "admonition", "proposed"),
    ]
    assert Matter.objects.count() == 0
    plus = Proposal.objects.get(unit__name="第1所", consequence="plus_two")
    inspector = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/uses/{plus.pk}/"
    assert inspector.post(url, {"confirm": "yes"}).status_code == 403
    leader = signed_in(stage.leader)
    assert "请附领导小组会议纪要" in leader.post(url, {"confirm": "yes"}, follow=True).content.decode()
    scan = SimpleUploadedFile("会议纪要.png", scanned_picture())
    assert leader.post(url, {"confirm": "yes", "scan": scan}).status_code == 302
    plus.refresh_from_db()
    assert plus.state == "proposed", "a second person has not confirmed"
    decisions.confirm_decision(actor=stage.watcher, decision=plus.decisions.get())
    plus.refresh_from_db()
    assert (plus.state, plus.decided_by) == ("confirmed", stage.leader)
    with pytest.raises(ElectionRefused, match="这一项已确认，不能再改。"):
        use(stage, plus, confirm=False, note="改")
    bonus = Proposal.objects.get(unit__name="第1所", consequence="bonus")
    with pytest.raises(ElectionRefused, match="不予执行的，请写明理由。"):
        use(stage, bonus, confirm=False)
    ledger = years.ledger(stage.bureau)
    assert [(row.unit, row.points, row.bonus, row.waiting) for row in ledger] == [
        ("第1所", 2, False, 1),
        ("第2所", 0, False, 2),
        ("第2科", 0, False, 2),
    ]
    assert "第1所" in leader.get(f"/evaluations/elections/{election.pk}/ledger/").content.decode()


def test_s3_15_a_confirmed_admonition_becomes_a_matter_of_the_unit(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    row = Proposal.objects.get(unit__election=election, consequence="admonition")
    use(stage, row, note="两个月内整改")
    matter = Matter.objects.get()
    assert (matter.unit, matter.title) == (stage.departments[1], "2026年科室评选满意度较低，限期整改")
    page = signed_in(stage.leader).get(f"/evaluations/elections/{election.pk}/uses/").content.decode()
    assert f"/matters/{matter.pk}/" in page


def test_a_low_year_of_another_unit_proposes_admonition_only(stage: ElectionStage) -> None:
    publish(stage, imported_election(stage, year=2025))
    election = publish(stage, imported_election(stage, year=2026, reverse=True))
    low = Proposal.objects.filter(unit__election=election, unit__name="第1所").values_list(
        "consequence", flat=True
    )
    assert sorted(low) == ["admonition", "minus_one", "no_advanced"]


def test_the_bulletin_needs_a_second_person_on_the_same_screen_or_his_own(stage: ElectionStage) -> None:
    election = imported_election(stage)
    inspector, watcher = signed_in(stage.inspector), signed_in(stage.watcher)
    url = f"/evaluations/elections/{election.pk}/publish/"
    assert watcher.get(url).status_code == 403
    late = {"number": "", "published_on": "2099-01-01"}
    assert "通报日期不能晚于今天。" in inspector.post(url, late).content.decode()
    assert inspector.post(url, {"number": "安工商1号", "published_on": "2026-10-08"}).status_code == 302
    election.refresh_from_db()
    assert election.state == "scored"
    page = inspector.get(url).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert "1 第1所 85 分以上；2 第2所" in page
    same = {"seen": seen[1], "username": stage.inspector.username, "password": PASSWORD}
    refused = inspector.post(f"{url}confirm/", same)
    assert (refused.status_code, "提请人不能确认自己的操作。" in refused.content.decode()) == (422, True)
    assert "1 第1所 85 分以上；2 第2所" in watcher.get(url).content.decode()
    assert watcher.post(f"{url}confirm/", {"seen": "0" * 64}).status_code == 302
    election.refresh_from_db()
    assert election.state == "scored"
    done = watcher.post(f"{url}confirm/", {"seen": seen[1]}, follow=True).content.decode()
    assert "已由市纪委确认并通报" in done
    election.refresh_from_db()
    assert (election.state, election.bulletin_number) == ("published", "安工商1号")


def test_a_leader_confirms_the_bulletin_on_the_askers_screen_and_nobody_else_does(
    stage: ElectionStage,
) -> None:
    election = imported_election(stage)
    inspector = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/publish/"
    nothing = inspector.post(f"{url}confirm/", {}, follow=True)
    assert "没有待确认的提请，或提请已超过十分钟，请重新提出。" in nothing.content.decode()
    inspector.post(url, {"number": "安工商1号", "published_on": "2026-10-08"})
    found = re.search(r'name="seen" value="(\w+)"', inspector.get(url).content.decode())
    assert found is not None

    def typed(user: User, password: str = PASSWORD) -> dict[str, str]:
        return {"seen": found[1], "username": user.username, "password": password}

    for wrong in (typed(stage.head), typed(stage.leader, "not his")):
        page = inspector.post(f"{url}confirm/", wrong)
        words = "用户名、密码或动态码不对，或此人不是市纪委监督员或局领导。"
        assert (page.status_code, words in page.content.decode()) == (422, True)
    assert signed_in(stage.head).post(f"{url}confirm/", typed(stage.leader)).status_code == 404
    PanelCount.objects.filter(unit__name="第1科", panel="leaders").update(votes=[0, 0, 0, 0, 5])
    moved = inspector.post(f"{url}confirm/", typed(stage.leader), follow=True)
    assert "内容在提出后有变动" in moved.content.decode()
    election.refresh_from_db()
    assert (election.state, election.bulletin) == ("scored", None)
    inspector.post(url, {"number": "安工商2号", "published_on": "2026-10-08"})
    found = re.search(r'name="seen" value="(\w+)"', inspector.get(url).content.decode())
    assert found is not None
    done = inspector.post(f"{url}confirm/", typed(stage.leader), follow=True)
    assert "已由局长确认并通报" in done.content.decode()
    assert done.wsgi_request.user == stage.inspector
    election.refresh_from_db()
    assert (election.state, election.bulletin_number) == ("published", "安工商2号")
    given = Confirmation.objects.get(used_at__isnull=False)
    assert (given.asked_by, given.confirmed_by) == (stage.inspector, stage.leader)


def test_an_election_sent_without_its_version_overwrites_nothing(stage: ElectionStage) -> None:
    election = new_election(stage)
    client, url = signed_in(stage.inspector), f"/evaluations/elections/{election.pk}/edit/"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"title": "另一个名称"}
    blind = client.post(url, {name: value for name, value in sent.items() if name != "version"})
    page = blind.content.decode()
    assert (blind.status_code, "保存前内容已被他人修改" in page) == (422, True)
    assert re.findall(r'data-label="(?:现在的内容|您填写的内容)">([^<]*)</td>', page) == [
        election.title,
        "另一个名称",
    ]
    assert re.findall(r'name="version" value="(\d+)"', page) == [str(election.version)]
    election.refresh_from_db()
    assert election.title != "另一个名称"
    assert client.post(url, sent | {"version": election.version}).status_code == 302
    election.refresh_from_db()
    assert election.title == "另一个名称"


def test_votes_that_change_after_the_second_person_was_asked_need_him_again(stage: ElectionStage) -> None:
    election = imported_election(stage)
    asked = consequences.ask_publication(
        actor=stage.inspector, election=election, number="", published_on=DAY
    )
    PanelCount.objects.filter(unit__name="第1科", panel="leaders").update(votes=[0, 0, 0, 0, 5])
    with pytest.raises(ElectionRefused, match="内容在提出后有变动"):
        consequences.confirm_publication(
            actor=stage.watcher, election=election, confirmation=asked, bulletin=b"%PDF-1.4"
        )
    election.refresh_from_db()
    assert election.state == "scored"


def test_the_leader_finds_on_his_home_page_what_waits_for_him(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    page = " ".join(signed_in(stage.leader).get("/").content.decode().split())
    assert "6 项结果运用建议待决定" in page
    home = signed_in(stage.head).get("/").content.decode()
    assert f"/evaluations/elections/{election.pk}/published/" in home
    assert "待决定" not in home


def test_s3_17_the_form_of_a_panel_on_paper_lists_all_units_and_the_topics(stage: ElectionStage) -> None:
    election = new_election(stage)
    client = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/panels/mutual/paper/"
    text = text_of(client.get(url, {"copies": "2"}).content)
    assert text.count("第2科") == 2
    assert "服务意识" in text
    assert "本单位一栏不填" in text.replace("\n", "")
    for copies in ("0", "-1", "三", "9" * 30):
        assert client.get(url, {"copies": copies}).status_code == 200
