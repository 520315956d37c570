"""The score of an election: workbook, both schemes, empty panels, ties, years and looks (S3-09 … S3-15)."""

import re
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.elections.documents import papers, workbook
from evaluations.elections.models import Election, GroupDecision, PanelCount, Proposal
from evaluations.elections.queries import years
from evaluations.elections.queries.published import publication_facts
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import counts, decisions
from evaluations.elections.services.refusals import ElectionRefused
from matters.models import Matter
from registry.models import AuditEvent, Unit
from rulebook.election.panels import Quotas
from rulebook.election.score import DEFAULT_SCHEME, Panel
from rulebook.rounding import shown
from tests.evaluations.elections.stage import (
    DAY,
    SMALL_SCHEME,
    ElectionStage,
    all_lines,
    counts_file,
    decide,
    election_data,
    imported_election,
    new_election,
    publish,
    ranked_votes,
    set_election_stage,
    units_of,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory
from tests.printing.reading import text_of
from tests.scans import scanned_pdf, scanned_picture

SAMPLE = Path(__file__).parents[3] / "docs" / "samples" / "department_votes.xlsx"
pytestmark = pytest.mark.django_db


def test_s3_13_ranked_by_score_with_the_top_two_and_the_last(stage: ElectionStage) -> None:
    table = score_table(imported_election(stage))
    assert [(row.unit.name, row.placed.place if row.placed else None, row.verdict) for row in table.rows] == [
        ("第1所", 1, "满意单位"),
        ("第2所", 2, "满意单位"),
        ("第1科", 3, ""),
        ("第2科", 4, "满意度较低单位"),
    ]
    assert table.problems == []
    assert table.rows[0].score.score == 100


def value_of(book: dict[str, dict[str, object]], sheet: str, cell: str) -> float:
    """What a spreadsheet program would show: sums, quotients, products and ranks worked out from the cells alone."""
    content = book[sheet][cell]
    if not isinstance(content, str) or not content.startswith("="):
        return float(content or 0)  # type: ignore[arg-type]
    text = content[1:]

    def one(found: re.Match[str]) -> str:
        return repr(value_of(book, found[1] or sheet, found[2].replace("$", "")))

    def many(found: re.Match[str]) -> str:
        first, last = found[1].replace("$", ""), found[2].replace("$", "")
        if first[1:] == last[1:]:
            cells = [f"{chr(c)}{first[1:]}" for c in range(ord(first[0]), ord(last[0]) + 1)]
        else:
            cells = [f"{first[0]}{n}" for n in range(int(first[1:]), int(last[1:]) + 1)]
        return repr([value_of(book, sheet, each) for each in cells])

    text = re.sub(r"(\$?[A-Z]\$?\d+):(\$?[A-Z]\$?\d+)", many, text)
    text = re.sub(r"(?:'([^']+)'!)?\b(\$?[A-Z]\$?\d+)\b", one, text)
    ranked = re.fullmatch(r"1\+SUMPRODUCT\(--\(ROUND\((\[.*\]),10\)>ROUND\((.*),10\)\)\)", text)
    if ranked:
        mine = round(float(ranked[2]), 10)
        return 1.0 + sum(round(float(each), 10) > mine for each in re.findall(r"[\d.e+-]+", ranked[1]))
    text = re.sub(r"IF\(([^=]+)=0,0,(.+)\)", r"(0 if \1 == 0 else \2)", text).replace("SUM(", "sum(")
    return float(eval(text, {"__builtins__": {}, "sum": sum}))  # digits and signs of our own workbook


def cells(content: bytes) -> dict[str, dict[str, object]]:
    return {
        page.title: {cell.coordinate: cell.value for row in page.iter_rows() for cell in row}
        for page in load_workbook(BytesIO(content)).worksheets
    }


def test_s3_10_s3_11_s3_12_the_workbooks_formulas_give_every_figure_of_the_page(stage: ElectionStage) -> None:
    table = score_table(imported_election(stage))
    book = cells(workbook.election_workbook(table))
    for number, row in enumerate(table.rows, start=3):
        assert book["计分"][f"A{number}"] == row.unit.name
        score, second = row.score.score, row.score.second
        assert score is not None
        assert second is not None
        assert row.score.averages is not None
        assert row.placed is not None
        assert shown(Fraction(value_of(book, "计分", f"I{number}")).limit_denominator(10**9)) == shown(score)
        assert shown(Fraction(value_of(book, "计分", f"J{number}")).limit_denominator(10**9)) == shown(second)
        assert value_of(book, "计分", f"B{number}") == row.placed.place
        assert value_of(book, "计分", f"K{number}") == row.second_place
        for column, average in zip("DEFGH", row.score.averages, strict=True):
            assert value_of(book, "计分", f"{column}{number}") == pytest.approx(float(average), abs=1e-12)


def test_s3_12_the_pair_that_ranks_differently_is_said_on_page_and_paper(stage: ElectionStage) -> None:
    election = new_election(stage, scheme=type(SMALL_SCHEME)(), quotas=type(election_data(stage).quotas)())
    votes = {
        "SO01": {
            Panel.MUTUAL: (8, 1, 3, 0, 0),
            Panel.LEADERS: (1, 2, 0, 1, 1),
            Panel.SERVICE_OBJECTS: (7, 4, 4, 2, 1),
            Panel.SUPERVISORS: (6, 5, 7, 1, 1),
        },
        "SO02": {
            Panel.MUTUAL: (4, 5, 0, 3, 0),
            Panel.LEADERS: (1, 2, 1, 1, 0),
            Panel.SERVICE_OBJECTS: (7, 4, 5, 2, 0),
            Panel.SUPERVISORS: (9, 3, 4, 1, 3),
        },
    }
    best = {panel: (sum(marks), 0, 0, 0, 0) for panel, marks in votes["SO01"].items()}
    worst = {panel: (0, 0, 0, 0, sum(marks)) for panel, marks in votes["SO01"].items()}
    content = counts_file(all_lines(stage, votes | {"KS01": best, "KS02": worst}))
    counts.import_counts(actor=stage.inspector, election=election, name="票.xlsx", content=content)
    election.refresh_from_db()
    table = score_table(election)
    by_name = {row.unit.name: row for row in table.rows}
    assert (shown(by_name["第1所"].score.score), shown(by_name["第2所"].score.score)) == ("73.90", "74.37")
    assert table.differences == [
        "第2所：按本办法第 2 名，按对照分值第 3 名。",
        "第1所：按本办法第 3 名，按对照分值第 2 名。",
    ]
    page = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/scores/").content.decode()
    assert "第2所：按本办法第 2 名，按对照分值第 3 名。" in page
    assert "第2所：按本办法第 2 名" in text_of(papers.election_report(table)).replace("\n", "")


def test_s3_09_an_empty_panel_blocks_until_the_group_spreads_its_weight(stage: ElectionStage) -> None:
    election = new_election(stage)
    votes = ranked_votes(stage)
    del votes["KS02"][Panel.SUPERVISORS]
    counts.import_counts(
        actor=stage.inspector, election=election, name="票.xlsx", content=counts_file(all_lines(stage, votes))
    )
    election.refresh_from_db()
    said = "第2科没有工作监督员的票，不能计分，须由领导小组决定重新投票或分摊权重。"
    assert score_table(election).problems == [said]
    with pytest.raises(ElectionRefused, match=said):
        publish(stage, election)
    page = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/scores/").content.decode()
    assert said in page
    decision = GroupDecision(kind="spread", panel="supervisors", reason="该科没有监督员到场", decided_on=DAY)
    decide(stage, election, decision)
    table = score_table(election)
    assert table.problems == []
    spread = next(row for row in table.rows if row.unit.name == "第2科").score
    assert spread.weights == {
        Panel.MUTUAL: Fraction(2, 7),
        Panel.LEADERS: Fraction(2, 7),
        Panel.SERVICE_OBJECTS: Fraction(3, 7),
    }
    assert publish(stage, election).state == "published"


def test_s3_13_a_tie_at_a_cut_waits_for_the_recorded_order(stage: ElectionStage) -> None:
    election = new_election(stage)
    votes = ranked_votes(stage)
    votes["KS01"] = votes["SO02"]
    counts.import_counts(
        actor=stage.inspector, election=election, name="票.xlsx", content=counts_file(all_lines(stage, votes))
    )
    election.refresh_from_db()
    assert score_table(election).problems == ["第2所、第1科在名次界线上完全相同，须由领导小组排定次序。"]
    client = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/decide/"
    wrong = client.post(
        url, {"kind": "tie", "order": "第9科", "reason": "投票表决", "decided_on": "2026-10-08"}
    )
    assert wrong.status_code == 422
    assert "没有名为“第9科”的参评单位。" in wrong.content.decode()
    right = {"kind": "tie", "order": "第1科\n第2所", "reason": "投票表决", "decided_on": "2026-10-08"}
    scan = SimpleUploadedFile("会议纪要.png", scanned_picture())
    assert client.post(url, right | {"scan": scan}).status_code == 302
    decisions.confirm_decision(actor=stage.watcher, decision=GroupDecision.objects.get())
    table = score_table(election)
    assert [table.names[key] for key in table.outcome.satisfied] == ["第1所", "第1科"]
    assert [row.placed.tied for row in table.rows if row.placed] == [False, True, True, False]


def test_s3_15_two_low_years_are_found_also_after_a_merger(stage: ElectionStage) -> None:
    publish(stage, imported_election(stage, year=2025))
    old = stage.departments[1]
    new = Unit.objects.create(code="KS09", name="新科", kind="department", parent=stage.bureau)
    old.valid_to, old.successor = DAY, new
    old.save()
    stage.departments[1] = new
    election = publish(stage, imported_election(stage))
    found = Proposal.objects.filter(unit__election=election, unit__name="新科").values_list(
        "consequence", flat=True
    )
    assert sorted(found) == ["head", "minus_one"]
    assert Matter.objects.count() == 0
    rows = years.year_over_year(score_table(election))
    assert [(row.name, [(year, place) for year, _, place in row.years]) for row in rows][-1] == (
        "新科",
        [(2026, 4), (2025, 4)],
    )
    before = score_table(Election.objects.get(year=2025))
    assert "第2科已并入或改为新科，本次结果仍按原单位计。" in before.warnings()


def test_each_look_at_the_internal_edition_is_on_record(stage: ElectionStage) -> None:
    election = imported_election(stage)
    client = signed_in(stage.inspector)
    unit = units_of(election)[0]
    for part in ("scores/", f"scores/{unit.pk}/", "scores.xlsx"):
        assert client.get(f"/evaluations/elections/{election.pk}/{part}").status_code == 200
    assert AuditEvent.objects.filter(verb="open_election_count").count() == 3


def test_two_ties_at_both_cuts_are_ordered_by_two_decisions(bureau: Unit) -> None:
    stage = set_election_stage(bureau, offices=3, departments=3)
    election = new_election(stage)
    votes = ranked_votes(stage)
    votes["SO03"], votes["KS03"] = votes["SO02"], votes["KS02"]
    counts.import_counts(
        actor=stage.inspector, election=election, name="票.xlsx", content=counts_file(all_lines(stage, votes))
    )
    election.refresh_from_db()
    names = {name: key for key, name in score_table(election).names.items()}
    assert len(score_table(election).problems) == 2
    for order in (["第3所", "第2所"], ["第1科", "第2科", "第3科"]):
        decision = GroupDecision(
            kind="tie", order=[names[name] for name in order], reason="表决", decided_on=DAY
        )
        decide(stage, election, decision)
    table = score_table(election)
    assert table.problems == []
    assert [table.names[key] for key in table.outcome.satisfied] == ["第1所", "第3所"]
    assert [table.names[key] for key in table.outcome.low] == ["第3科"]


@pytest.mark.database
def test_the_count_report_is_made_by_a_job_signed_by_hand_and_stale_after_any_change(
    stage: ElectionStage,
) -> None:
    election = imported_election(stage)
    client = signed_in(stage.inspector)
    url = f"/evaluations/elections/{election.pk}/count/"
    assert client.post(f"{url}make/").status_code == 302
    job = Job.objects.get(kind="elections.election_report")
    perform_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    pdf = client.get(f"{url}pdf/").content
    assert "第2科" in text_of(pdf)
    scan = {"teller": "甲", "scrutineer": "甲", "scan": SimpleUploadedFile("签字.pdf", scanned_pdf())}
    assert "计票人和监票人不能是同一人。" in client.post(f"{url}sign/", scan).content.decode()
    scan["scan"] = SimpleUploadedFile("签字.pdf", b"MZ")
    assert client.post(f"{url}sign/", scan | {"scrutineer": "乙"}).status_code == 422
    scan["scan"] = SimpleUploadedFile("签字.pdf", scanned_pdf())
    assert client.post(f"{url}sign/", scan | {"scrutineer": "乙"}).status_code == 302
    assert publication_facts(score_table(election))["计票签字"] == "未签字"
    assert client.get(f"{url}held_scan/")["Content-Disposition"].startswith("inline")
    confirm = reverse("elections:election-count-confirm", args=[election.pk])
    assert client.post(confirm, {}).status_code == 422
    assert client.post(confirm, {"seen": "on"}).status_code == 302
    facts = publication_facts(score_table(election))
    assert facts["计票签字"].startswith("计票人甲、监票人乙签字")
    PanelCount.objects.filter(unit__name="第1科", panel="leaders").update(votes=[0, 0, 0, 0, 5])
    assert publication_facts(score_table(election))["计票签字"] == "签字后结果有变动，未重新签字"
    assert "签字后结果有变动" in client.get(url).content.decode()
    scan["scan"] = SimpleUploadedFile("签字.pdf", scanned_pdf())
    stale = client.post(f"{url}sign/", scan | {"scrutineer": "乙", "reason": "重签"}, follow=True)
    assert "计票结果在报告生成后有变动，请重新生成报告再签字。" in stale.content.decode()
    assert client.post(f"{url}make/").status_code == 302
    perform_job(Job.objects.filter(kind="elections.election_report").latest("pk").pk)
    assert publication_facts(score_table(election))["计票签字"] == "未签字"
    assert signed_in(stage.head).get(f"{url}pdf/").status_code == 404
    assert "更换前的签字扫描件：报告重新生成" in client.get(url).content.decode()
    assert client.get(f"{url}former-0/").content == scanned_pdf()
    assert client.get(f"{url}former-1/").status_code == 404


def test_the_sample_file_gives_a_ranking_that_an_independent_reckoning_reproduces(bureau: Unit) -> None:
    rows = list(load_workbook(SAMPLE).worksheets[0].iter_rows(min_row=2, values_only=True))
    names = dict.fromkeys((str(row[0]), str(row[1])) for row in rows)
    units = [
        UnitFactory(
            code=code, name=name, kind="office" if code.startswith("SO") else "department", parent=bureau
        )
        for code, name in names
    ]
    stage = replace(
        set_election_stage(bureau, offices=0, departments=0, head=False), offices=units, departments=[]
    )
    election = new_election(stage, scheme=DEFAULT_SCHEME, quotas=Quotas())
    counts.import_counts(
        actor=stage.inspector, election=election, name="评选票数.xlsx", content=SAMPLE.read_bytes()
    )
    election.refresh_from_db()
    weights = {"科所互评": 0.2, "分局领导": 0.2, "服务对象": 0.3, "工作监督员": 0.3}
    reckoned: dict[str, float] = {}
    for row in rows:
        marks = [int(str(each)) for each in row[3:8]]
        worth = sum(point * mark for point, mark in zip((100, 80, 60, 40, 0), marks, strict=True)) / sum(
            marks
        )
        reckoned[str(row[1])] = reckoned.get(str(row[1]), 0) + weights[str(row[2])] * worth
    table = score_table(election)
    assert [row.unit.name for row in table.rows] == sorted(reckoned, key=lambda name: -reckoned[name])
    for row in table.rows:
        assert float(row.score.score or 0) == pytest.approx(reckoned[row.unit.name], abs=1e-9)
    assert (table.rows[0].unit.name, shown(table.rows[0].score.score)) == ("公平交易局", "92.60")
    assert (table.rows[-1].unit.name, shown(table.rows[-1].score.score)) == ("东湖工商所", "73.67")
    book = cells(workbook.election_workbook(table))
    for number, row in enumerate(table.rows, start=3):
        assert value_of(book, "计分", f"I{number}") == pytest.approx(reckoned[row.unit.name], abs=1e-9)
