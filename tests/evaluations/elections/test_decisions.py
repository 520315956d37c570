"""Decisions of the leading group: two persons of no unit concerned, a minute, only where there is something to decide (S3-09, S3-13)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.elections.documents import papers, workbook
from evaluations.elections.models import Election, GroupDecision, PanelCount, Proposal
from evaluations.elections.queries.published import publication_facts, publishable_table
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import counts, decisions, panels, reports
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Confirmation, Post, Role, User
from registry.services.attachments import AttachmentRefused, read_attachment
from tests.evaluations.elections.stage import (
    DAY,
    MINUTE,
    ElectionStage,
    all_lines,
    counts_file,
    decide,
    fill_designated,
    imported_election,
    new_election,
    publish,
    ranked_votes,
    use,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD, PersonFactory, leaders_of, user_with
from tests.printing.reading import text_of
from tests.scans import scanned_pdf, scanned_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(stage: ElectionStage) -> Election:
    """第2所 and 第1科 are alike in everything, at the cut of the satisfied units."""
    election = new_election(stage)
    votes = ranked_votes(stage)
    votes["KS01"] = votes["SO02"]
    counts.import_counts(
        actor=stage.inspector, election=election, name="票.xlsx", content=counts_file(all_lines(stage, votes))
    )
    election.refresh_from_db()
    return election


def order(election: Election, *names: str) -> GroupDecision:
    keys = {name: key for key, name in score_table(election).names.items()}
    return GroupDecision(kind="tie", order=[keys[name] for name in names], reason="表决", decided_on=DAY)


def record(actor: User, election: Election, decision: GroupDecision) -> GroupDecision:
    return decisions.record_decision(actor=actor, election=election, decision=decision, **MINUTE)


def test_s3_13_one_person_alone_orders_no_tie(stage: ElectionStage, tied: Election) -> None:
    """The head of the inspectorate recorded alone a tie order that saved his own unit."""
    made = record(stage.inspector, tied, order(tied, "第1科", "第2所"))
    assert score_table(tied).outcome.undecided != (), "without effect until a second person confirms"
    with pytest.raises(ElectionRefused, match="提出人不能确认自己的操作"):
        decisions.confirm_decision(actor=stage.inspector, decision=made)
    twin = user_with(Role.LEADER, stage.bureau, name=stage.inspector.name)
    with pytest.raises(ElectionRefused, match="不能换一个账号确认"):
        decisions.confirm_decision(actor=twin, decision=made)
    decisions.confirm_decision(actor=stage.watcher, decision=made)
    assert score_table(tied).problems == []


def test_who_is_of_a_tied_unit_neither_records_nor_confirms(stage: ElectionStage, tied: Election) -> None:
    decision = order(tied, "第1科", "第2所")
    Post.objects.create(user=stage.inspector, role=Role.HEAD, unit=stage.departments[0])
    with pytest.raises(ElectionRefused, match="涉及您所在的单位"):
        record(User.objects.get(pk=stage.inspector.pk), tied, decision)
    of_register = user_with(Role.LEADER, stage.bureau, name="卢凤英")
    PersonFactory(name="卢凤英", category="staff", unit=stage.offices[1])
    with pytest.raises(ElectionRefused, match="涉及您所在的单位"):
        record(of_register, tied, order(tied, "第1科", "第2所"))
    made = record(stage.leader, tied, order(tied, "第1科", "第2所"))
    page = signed_in(of_register).get(reverse("elections:election-decision", args=[tied.pk, made.pk]))
    assert "核对无误，确认" not in page.content.decode()
    with pytest.raises(ElectionRefused, match="涉及您所在的单位"):
        decisions.confirm_decision(actor=of_register, decision=made)


def test_a_tie_is_ordered_only_where_there_is_one(stage: ElectionStage, tied: Election) -> None:
    with pytest.raises(ElectionRefused, match="不多不少"):
        record(stage.inspector, tied, order(tied, "第1科", "第2所", "第2科"))
    plain = imported_election(stage, year=2025)
    with pytest.raises(ElectionRefused, match="没有完全相同"):
        record(stage.inspector, plain, order(plain, "第1科", "第2所"))
    spread = GroupDecision(kind="spread", panel="leaders", reason="无人", decided_on=DAY)
    with pytest.raises(ElectionRefused, match="没有缺票的单位"):
        record(stage.inspector, plain, spread)
    assert not GroupDecision.objects.exists()


def test_a_decision_has_a_signed_minute(stage: ElectionStage, tied: Election) -> None:
    made = papers.election_report(score_table(tied))
    with pytest.raises(AttachmentRefused, match="没有签字的电子文件"):
        decisions.record_decision(
            actor=stage.inspector, election=tied, decision=order(tied, "第1科", "第2所"),
            minute_name="纪要.pdf", minute=made,
        )  # fmt: skip
    page = signed_in(stage.inspector)
    typed = {"kind": "tie", "order": "第1科\n第2所", "reason": "表决", "decided_on": "2026-10-08"}
    address = reverse("elections:election-decide", args=[tied.pk])
    assert page.post(address, typed).status_code == 422
    scan = SimpleUploadedFile("纪要.png", scanned_picture())
    answer = page.post(address, typed | {"scan": scan}, follow=True)
    assert "待第二人确认" in answer.content.decode()
    row = GroupDecision.objects.get()
    minute = page.get(reverse("elections:election-decision-minute", args=[tied.pk, row.pk]))
    assert minute.status_code == 200
    confirm = reverse("elections:election-decision-confirm", args=[tied.pk, row.pk])
    digest = Confirmation.objects.get().digest
    page.post(confirm, {"username": stage.watcher.username, "password": PASSWORD, "seen": digest})
    row.refresh_from_db()
    assert (row.state, row.confirmed_by) == ("held", stage.watcher)


def test_a_decision_is_withdrawn_by_two_with_a_reason_before_the_bulletin(
    stage: ElectionStage, tied: Election
) -> None:
    made = decide(stage, tied, order(tied, "第1科", "第2所"))
    with pytest.raises(ElectionRefused, match="请写明撤回理由"):
        decisions.ask_withdrawal(actor=stage.inspector, decision=made, reason="")
    decisions.ask_withdrawal(actor=stage.inspector, decision=made, reason="票数更正")
    assert score_table(tied).problems == []
    made = decisions.confirm_decision(actor=stage.leader, decision=made)
    assert (made.state, made.withdrawn_by, made.withdrawal_confirmed_by) == (
        "withdrawn",
        stage.inspector,
        stage.leader,
    )
    assert score_table(tied).outcome.undecided != ()
    again = decide(stage, tied, order(tied, "第2所", "第1科"))
    publish(stage, tied)
    with pytest.raises(ElectionRefused, match="时才能撤回决定"):
        decisions.ask_withdrawal(actor=stage.inspector, decision=again, reason="晚了")


def test_a_decision_stands_in_every_document_that_it_changes(stage: ElectionStage, tied: Election) -> None:
    decide(stage, tied, order(tied, "第1科", "第2所"))
    table = score_table(tied)
    said = (
        f"第1科、第2所在名次界线上各项相同，次序由领导小组2026-10-08决定"
        f"（{stage.inspector.name}登记，{stage.watcher.name}确认）。"
    )
    assert said in publishable_table(table).reasons
    assert publication_facts(table)["领导小组决定"] == said
    for made in (
        papers.election_report(table),
        papers.election_bulletin(table, number="1", day=DAY, draft=False),
    ):
        assert said in "".join(text_of(made).split())
    book = load_workbook(BytesIO(workbook.election_workbook(table)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(said in cell for cell in cells) == 2
    publish(stage, tied)
    tied.refresh_from_db()
    page = signed_in(stage.inspector).get(reverse("elections:election-published", args=[tied.pk]))
    assert said in page.content.decode()
    assert tied.bulletin is not None
    assert said in "".join(text_of(read_attachment(tied.bulletin)).split())


def test_spread_weights_stand_in_the_bulletin(stage: ElectionStage) -> None:
    election = new_election(stage)
    votes = ranked_votes(stage)
    del votes["KS02"][next(panel for panel in votes["KS02"] if panel.value == "supervisors")]
    counts.import_counts(
        actor=stage.inspector, election=election, name="票.xlsx", content=counts_file(all_lines(stage, votes))
    )
    election.refresh_from_db()
    decision = GroupDecision(kind="spread", panel="supervisors", reason="该科没有监督员到场", decided_on=DAY)
    decide(stage, election, decision)
    bulletin = papers.election_bulletin(score_table(election), number="1", day=DAY, draft=False)
    assert "工作监督员没有票的单位，该层面的权重分摊给其他层面，由领导小组" in "".join(
        text_of(bulletin).split()
    )


def test_a_consequence_takes_a_second_person_of_another_unit(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    row = Proposal.objects.get(unit__election=election, consequence="admonition")
    own = user_with(Role.LEADER, stage.bureau, name="分管领导")
    Post.objects.create(user=own, role=Role.HEAD, unit=row.unit.unit)
    with pytest.raises(ElectionRefused, match="涉及您所在的单位"):
        decisions.decide_proposal(actor=own, proposal=row, confirm=False, note="不必", **MINUTE)
    made = decisions.decide_proposal(actor=stage.leader, proposal=row, confirm=True, **MINUTE)
    with pytest.raises(ElectionRefused, match="涉及您所在的单位"):
        decisions.confirm_decision(actor=own, decision=made)
    decisions.confirm_decision(actor=stage.watcher, decision=made)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("confirmed", stage.leader)
    with pytest.raises(ElectionRefused, match="这一项已确认"):
        use(stage, row)


def test_no_bulletin_after_a_change_that_nobody_signed(stage: ElectionStage) -> None:
    election = imported_election(stage)
    reports.request_election_report(actor=stage.inspector, election=election)
    perform_job(Job.objects.get(kind=reports.JOB_KIND).pk)
    signed = {"teller": "石青", "scrutineer": "陆明", "file_name": "签字.pdf"}
    report = election.report
    report.refresh_from_db()
    assert report.pdf is not None
    with pytest.raises(AttachmentRefused, match="没有签字的电子文件"):
        reports.hold_election_count(
            actor=stage.inspector, election=election, **signed, content=read_attachment(report.pdf)
        )
    reports.hold_election_count(actor=stage.inspector, election=election, **signed, content=scanned_pdf())
    reports.sign_election_count(actor=stage.inspector, election=election)
    row = PanelCount.objects.get(unit__election=election, unit__name="第1所", panel="leaders")
    row.votes = [4, 1, 0, 0, 0]
    row.save()
    with pytest.raises(ElectionRefused, match="签字之后结果有变动，须重新生成"):
        publish(stage, election)
    election.refresh_from_db()
    assert (election.state, election.bulletin) == ("scored", None)


def test_s3_03_leaders_are_chosen_from_posts_and_sit_in_one_panel(stage: ElectionStage) -> None:
    election = new_election(stage)
    good = leaders_of(stage.bureau, "张局长", "李副局长")
    head = leaders_of(stage.bureau, "卢凤英")[0]
    Post.objects.create(
        user=user_with(Role.HEAD, stage.offices[0], name="卢 凤英"), role=Role.INSPECTOR, unit=stage.bureau
    )
    with pytest.raises(ElectionRefused, match="卢凤英是参评单位的负责人"):
        panels.enter_leaders(actor=stage.inspector, election=election, posts=[*good, head])
    stranger = Post.objects.create(person=good[0].person, role=Role.INSPECTOR, unit=stage.bureau)
    with pytest.raises(ElectionRefused, match=r"没有.*的领导岗位"):
        panels.enter_leaders(actor=stage.inspector, election=election, posts=[stranger, good[1]])
    fill_designated(stage, election)
    supervisor = election.members.filter(panel="supervisors")[0]
    twice = leaders_of(stage.bureau, supervisor.label)[0]
    with pytest.raises(ElectionRefused, match=f"{supervisor.label}已在工作监督员中"):
        panels.enter_leaders(actor=stage.inspector, election=election, posts=[*good, twice])
    page = signed_in(stage.inspector)
    address = reverse("elections:election-leaders", args=[election.pk])
    assert page.post(address, {"names": "某某\n某人"}).status_code == 422
    assert page.post(address, {"posts": [post.pk for post in good]}).status_code == 302
    assert [member.label for member in election.members.filter(panel="leaders")] == ["张局长", "李副局长"]
