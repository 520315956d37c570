"""A whole election, page by page: set up, drawn, voted, scored, published, decided; and the year after (S3)."""

import json
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ballots.models import Vote
from ballots.services import batches, zero_report
from ballots.services.confirming import ask_step, confirm_step
from draws.queries.facts import LOCK, REVEAL
from draws.services import confirming as confirming_services
from draws.services import digits, steps
from evaluations.forms.contests import ContestForm
from evaluations.models import Contest, Proposal
from evaluations.queries import panels as panel_queries
from evaluations.services import panel_votes
from matters.models import Matter
from registry.models import Unit
from rulebook.department_score import Panel
from tests.evaluations.contest_stage import (
    SMALL,
    SMALL_SCHEME,
    ContestStage,
    all_lines,
    counts_file,
    ranked_votes,
    seal_panel,
    set_contest_stage,
    units_of,
)
from tests.journeys.test_meeting import Visitor


def test_an_election_from_the_draw_to_the_year_after(bureau: Unit) -> None:
    stage = set_contest_stage(bureau)
    inspector, leader = Visitor(stage.inspector), Visitor(stage.leader)
    contest = set_up(stage, inspector, localdate().year)
    fill_panels(stage, contest, inspector)
    hold_draw(stage, contest, inspector)
    assert "数字已冻结" in inspector.does("contest-begin", contest.pk)
    for panel in Panel:
        hold_vote(stage, contest, panel, inspector)
    scores = inspector.reads("contest-scores", contest.pk)
    assert "满意度较低单位" in scores
    first = units_of(contest)[0]
    worked = " ".join(inspector.reads("contest-unit", contest.pk, first.pk).split())
    assert "精确值为 100。" in worked
    publish(stage, contest, inspector)
    assert "第1所" in Visitor(stage.head).reads("contest-published", contest.pk)
    decide(contest, leader)
    next_year(stage, inspector)


def set_up(stage: ContestStage, inspector: Visitor, year: int) -> Contest:
    values: dict[str, Any] = ContestForm.initial_for(None, year)
    values |= {f"{rule.panel}_seats": rule.seats for rule in SMALL_SCHEME.panels}
    values |= {name: getattr(SMALL, name) for name in SMALL.__dataclass_fields__}
    values |= {
        "bureau": stage.bureau.pk,
        "drawing_body": "市纪委",
        "units": [unit.pk for unit in stage.units],
    }
    assert "已建立。" in inspector.does("contest-create", **values)
    return Contest.objects.get(year=year)


def fill_panels(stage: ContestStage, contest: Contest, inspector: Visitor) -> None:
    assert "第1所应指定代表委员 3 名，已指定 0 名。" in inspector.does("contest-draw", contest.pk)
    inspector.does("contest-leaders", contest.pk, names="张局长\n李副局长\n王书记")
    for unit in units_of(contest):
        for place, group in enumerate(panel_queries.designating_groups(unit)):
            size = SMALL.supervisors if group == "工作监督员" else SMALL.supervisors_added
            people = [each.pk for each in panel_queries.candidates(unit, group)[:size]]
            page = inspector.does("contest-designate", contest.pk, unit.pk, place, persons=people)
            assert f"{unit.name}的{group}已指定 {size} 名。" in page


def hold_draw(stage: ContestStage, contest: Contest, inspector: Visitor) -> None:
    assert "抽取名册已编好" in inspector.does("contest-draw", contest.pk)
    contest.refresh_from_db()
    draw = contest.draw
    assert draw is not None
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming_services.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)
    digits.enter_digits(actor=stage.watcher, draw=draw, position=1, digits="4815162342")
    digits.enter_digits(actor=stage.inspector, draw=draw, position=2, digits="0123456789")
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming_services.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    steps.publish_draw(actor=stage.watcher, draw=draw)
    assert "16 个席位" in inspector.reads("contest-panels", contest.pk)
    assert "抽取" in inspector.reads("contest-members", contest.pk, "service_objects")


def hold_vote(stage: ContestStage, contest: Contest, panel: Panel, inspector: Visitor) -> None:
    """Each unit is a grade worse than the one before it, in every panel."""
    assert "的投票已准备" in inspector.does("contest-vote", contest.pk, panel.value)
    vote = contest.votes.get(panel=panel).vote
    groups = [batches.PanelCards(*group) for group in panel_votes.panel_cards(vote)]
    made = batches.make_panel_cards(actor=stage.inspector, vote=vote, groups=groups)
    zero_report.run_zero_report(actor=stage.inspector, vote=vote)
    asked = ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    confirm_step(actor=stage.watcher, vote=vote, confirmation=asked, accept_preflight=True)
    keys = [unit.key for unit in units_of(contest)]
    number = 0
    for batch, codes in made:
        for code in codes:
            marks = [1, 2, 3, 4] if batch.stratum == "all" else [keys.index(batch.stratum) + 1]
            if panel == Panel.MUTUAL:
                marks[number] = 0
            assert cast(vote, code, marks, number) == 201
            number += 1
    seal_panel(stage, vote)
    assert cast(vote, made[0][1][0], [1] * len(vote.form["criteria"]), 99) in (400, 403)


def cast(vote: Vote, code: str, marks: list[int], number: int) -> int:
    sent = {"card": code, "id": f"{vote.pk:08x}{number:024x}", "form": vote.form_hash, "marks": marks}
    return Client().post(f"/b/{vote.pk}/cast", json.dumps(sent), content_type="application/json").status_code


def publish(stage: ContestStage, contest: Contest, inspector: Visitor) -> None:
    page = inspector.does(
        "contest-publish", contest.pk, number="安工商9号", published_on=localdate().isoformat()
    )
    assert "待第二人确认" in page
    done = Visitor(stage.watcher).does(
        "contest-publish-confirm", contest.pk, seen=page.split('name="seen" value="')[1][:64]
    )
    assert "已由市纪委确认并通报" in done
    bulletin = inspector.client.get(f"/evaluations/contests/{contest.pk}/bulletin/")
    assert bulletin.content.startswith(b"%PDF")


def decide(contest: Contest, leader: Visitor) -> None:
    admonition = Proposal.objects.get(unit__contest=contest, consequence="admonition")
    page = leader.does("contest-use-decide", contest.pk, admonition.pk, confirm="yes", note="一个月内")
    assert "整改事项" in page
    assert Matter.objects.get().unit == admonition.unit.unit
    assert "第2科" in leader.reads("contest-ledger", contest.pk)


def next_year(stage: ContestStage, inspector: Visitor) -> None:
    """Counted on paper; the same unit is low again, and its head is put before the leaders."""
    contest = set_up(stage, inspector, localdate().year + 1)
    content = counts_file(all_lines(stage, ranked_votes(stage)), title=True)
    upload = SimpleUploadedFile("票数.xlsx", BytesIO(content).getvalue())
    assert "已导入 4 个单位的票数。" in inspector.does("contest-import", contest.pk, file=upload)
    publish(stage, contest, inspector)
    rows = Proposal.objects.filter(unit__contest=contest, unit__name="第2科").order_by("pk")
    assert [row.consequence for row in rows] == ["minus_one", "head"]
    assert [row.state for row in rows] == ["proposed", "proposed"]
    scores = inspector.reads("contest-scores", contest.pk)
    assert "逐年对照" in scores
