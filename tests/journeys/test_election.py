"""A whole election, page by page: set up, drawn, voted, scored, published, decided; and the year after (S3)."""

import json
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ballots.models import Vote
from ballots.services import batches
from ballots.services.confirming import ask_step, confirm_step
from draws.queries.facts import LOCK, REVEAL
from draws.services import confirming as confirming_services
from draws.services import digits, steps
from evaluations.elections.forms import ElectionForm
from evaluations.elections.models import Election, Proposal
from evaluations.elections.queries import panels as panel_queries
from evaluations.elections.services import panel_votes
from matters.models import Matter
from registry.models import Unit
from rulebook.election.score import Panel
from tests.ballots.keys import prove
from tests.evaluations.elections.stage import (
    SMALL,
    SMALL_SCHEME,
    ElectionStage,
    all_lines,
    counts_file,
    ranked_votes,
    seal_panel,
    set_election_stage,
    units_of,
)
from tests.factories import leaders_of
from tests.journeys.test_meeting import Visitor
from tests.scans import scanned_picture

APP = "elections"


def test_an_election_from_the_draw_to_the_year_after(bureau: Unit) -> None:
    stage = set_election_stage(bureau)
    inspector, leader = (Visitor(user, APP) for user in (stage.inspector, stage.leader))
    election = set_up(stage, inspector, localdate().year)
    fill_panels(stage, election, inspector)
    hold_draw(stage, election, inspector)
    assert "数字已冻结" in inspector.does("election-begin", election.pk)
    for panel in Panel:
        hold_vote(stage, election, panel, inspector)
    scores = inspector.reads("election-scores", election.pk)
    assert "满意度较低单位" in scores
    first = units_of(election)[0]
    worked = " ".join(inspector.reads("election-unit", election.pk, first.pk).split())
    assert "精确值为 100。" in worked
    publish(stage, election, inspector)
    assert "第1所" in Visitor(stage.head, APP).reads("election-published", election.pk)
    decide(election, leader, Visitor(stage.watcher, APP))
    next_year(stage, inspector)


def set_up(stage: ElectionStage, inspector: Visitor, year: int) -> Election:
    values: dict[str, Any] = ElectionForm.initial_for(None, year)
    values |= {f"{rule.panel}_seats": rule.seats for rule in SMALL_SCHEME.panels}
    values |= {name: getattr(SMALL, name) for name in SMALL.__dataclass_fields__}
    values |= {
        "bureau": stage.bureau.pk,
        "drawing_body": "市纪委",
        "units": [unit.pk for unit in stage.units],
    }
    assert "已建立。" in inspector.does("election-create", **values)
    return Election.objects.get(year=year)


def fill_panels(stage: ElectionStage, election: Election, inspector: Visitor) -> None:
    assert "第1所应指定代表委员 3 名，已指定 0 名。" in inspector.does("election-draw", election.pk)
    posts = leaders_of(stage.bureau, "张局长", "李副局长", "王书记")
    inspector.does("election-leaders", election.pk, posts=[post.pk for post in posts])
    for unit in units_of(election):
        for place, group in enumerate(panel_queries.designating_groups(unit)):
            size = SMALL.supervisors if group == "工作监督员" else SMALL.supervisors_added
            people = [each.pk for each in panel_queries.candidates(unit, group)[:size]]
            page = inspector.does("election-designate", election.pk, unit.pk, place, persons=people)
            assert f"{unit.name}的{group}已指定 {size} 名。" in page


def hold_draw(stage: ElectionStage, election: Election, inspector: Visitor) -> None:
    assert "抽取名册已编好" in inspector.does("election-draw", election.pk)
    election.refresh_from_db()
    draw = election.draw
    assert draw is not None
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming_services.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)
    digits.enter_digits(actor=stage.watcher, draw=draw, position=1, digits="4815162342")
    digits.enter_digits(actor=stage.inspector, draw=draw, position=2, digits="0123456789")
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming_services.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    steps.publish_draw(actor=stage.watcher, draw=draw)
    assert "16 个席位" in inspector.reads("election-panels", election.pk)
    assert "抽取" in inspector.reads("election-members", election.pk, "service_objects")


def hold_vote(stage: ElectionStage, election: Election, panel: Panel, inspector: Visitor) -> None:
    """Each unit is a grade worse than the one before it, in every panel."""
    assert "的投票已准备" in inspector.does("election-vote", election.pk, panel.value)
    vote = election.votes.get(panel=panel).vote
    groups = [batches.PanelCards(*group) for group in panel_votes.panel_cards(vote)]
    made = batches.make_panel_cards(actor=stage.inspector, vote=vote, groups=groups)
    prove(actor=stage.inspector, vote=vote)
    asked = ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    confirm_step(actor=stage.watcher, vote=vote, confirmation=asked, accept_preflight=True)
    keys = [unit.key for unit in units_of(election)]
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


def publish(stage: ElectionStage, election: Election, inspector: Visitor) -> None:
    page = inspector.does(
        "election-publish", election.pk, number="安工商9号", published_on=localdate().isoformat()
    )
    assert "待第二人确认" in page
    done = Visitor(stage.watcher, APP).does(
        "election-publish-confirm", election.pk, seen=page.split('name="seen" value="')[1][:64]
    )
    assert "已由市纪委确认并通报" in done
    bulletin = inspector.client.get(f"/evaluations/elections/{election.pk}/bulletin/")
    assert bulletin.content.startswith(b"%PDF")


def decide(election: Election, leader: Visitor, watcher: Visitor) -> None:
    admonition = Proposal.objects.get(unit__election=election, consequence="admonition")
    scan = SimpleUploadedFile("会议纪要.png", scanned_picture())
    page = leader.does(
        "election-use-decide", election.pk, admonition.pk, confirm="yes", note="一个月内", scan=scan
    )
    assert "待第二人确认" in page
    decision = admonition.decisions.get()
    watcher.does(
        "election-decision-confirm", election.pk, decision.pk, seen=page.split('name="seen" value="')[1][:64]
    )
    assert "整改事项" in leader.reads("election-uses", election.pk)
    assert Matter.objects.get().unit == admonition.unit.unit
    assert "第2科" in leader.reads("election-ledger", election.pk)


def next_year(stage: ElectionStage, inspector: Visitor) -> None:
    """Counted on paper; the same unit is low again, and its head is put before the leaders."""
    election = set_up(stage, inspector, localdate().year + 1)
    content = counts_file(all_lines(stage, ranked_votes(stage)), title=True)
    upload = SimpleUploadedFile("票数.xlsx", BytesIO(content).getvalue())
    assert "已导入 4 个单位的票数。" in inspector.does("election-import", election.pk, file=upload)
    publish(stage, election, inspector)
    rows = Proposal.objects.filter(unit__election=election, unit__name="第2科").order_by("pk")
    assert [row.consequence for row in rows] == ["minus_one", "head"]
    assert [row.state for row in rows] == ["proposed", "proposed"]
    scores = inspector.reads("election-scores", election.pk)
    assert "逐年对照" in scores
