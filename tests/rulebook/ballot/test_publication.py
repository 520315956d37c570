import hashlib
import json
from dataclasses import replace

import pytest

from rulebook.ballot.form import (
    BallotForm,
    Criterion,
    Grade,
    Subject,
    SubjectKind,
    canonical_body,
    canonical_json,
    duty_meeting_form,
)
from rulebook.ballot.publication import (
    RECOUNT_FILES,
    Edition,
    NotPublishable,
    PanelCounts,
    counts_file,
    file_digest,
    publication_file,
    publication_problems,
)
from rulebook.ballot.tally import count_bodies
from tests.rulebook.ballot.figures import figures_of

FORM = duty_meeting_form("城关工商所", ["张三"])


def counts_of(ballots):
    return count_bodies(FORM, [canonical_body([number % 6] * FORM.size) for number in range(ballots)])


def make(edition, ballots, panels=None):
    raw = counts_file(
        edition=edition,
        title="城关工商所述职述廉测评",
        panels=panels or [PanelCounts("all", "全体代表", counts_of(ballots))],
        figures=figures_of(ballots),
    )
    return raw, json.loads(raw)["content"]


def test_s0_23_a_broken_equation_makes_no_file_and_says_which():
    wrong = replace(figures_of(8), not_returned=0)
    with pytest.raises(NotPublishable, match="发给 = 收回") as caught:
        counts_file(
            edition=Edition.INTERNAL,
            title="测评",
            panels=[PanelCounts("all", "全体代表", counts_of(8))],
            figures=wrong,
        )
    assert caught.value.problems == ("“发给 = 收回 + 未收回”不成立：发给为 9，收回 + 未收回为 8，相差 1",)


def test_s0_23_valid_ballots_are_those_counted():
    assert publication_problems(counts_of(8), figures_of(8)) == []
    assert publication_problems(counts_of(7), figures_of(8)) == [
        "“有效 = 计票张数”不成立：有效为 8，计票张数为 7，相差 1"
    ]


def test_the_file_is_canonical_and_carries_its_own_hash():
    raw, content = make(Edition.INTERNAL, 8)
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    assert raw == canonical_json({"content": content, "sha256": digest})
    assert file_digest(raw) == hashlib.sha256(raw).hexdigest()


def test_s0_19_the_published_edition_has_the_combined_distribution_and_no_panels():
    panels = [PanelCounts("a", "甲层面", counts_of(6)), PanelCounts("b", "乙层面", counts_of(12))]
    _, internal = make(Edition.INTERNAL, 18, panels)
    raw, published = make(Edition.PUBLISHED, 18, panels)
    assert [(panel["label"], panel["ballots"]) for panel in internal["panels"]] == [
        ("甲层面", 6),
        ("乙层面", 12),
    ]
    assert "panels" not in published
    assert "甲层面" not in raw.decode()
    assert published["table"] == internal["table"]
    assert published["table"][0] == [3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("edition", "ballots", "shown"),
    [
        (Edition.PUBLISHED, 10, True),
        (Edition.PUBLISHED, 9, False),
        (Edition.INTERNAL, 4, True),
    ],
)
def test_s0_19_too_few_ballots_show_no_distribution_outside_the_internal_edition(edition, ballots, shown):
    raw, content = make(edition, ballots)
    publication = json.loads(publication_file(edition=edition, counts=counts_of(ballots), counts_raw=raw))
    assert (content["table"] is not None) is shown
    assert (publication["content"]["places"] is not None) is shown
    assert (publication["content"]["summary"] is not None) is shown


def test_s3_09_rates_are_published_with_numerator_and_denominator():
    raw, _ = make(Edition.PUBLISHED, 12)
    content = json.loads(publication_file(edition=Edition.PUBLISHED, counts=counts_of(12), counts_raw=raw))[
        "content"
    ]
    assert content["counts_sha256"] == file_digest(raw)
    assert content["places"][0]["abstained"] == 2
    assert content["places"][0]["rates"]["satisfied"] == {
        "numerator": 2,
        "denominator": 10,
        "percent": "20.00%",
    }
    assert content["summary"][1] == {
        "subject": "person-1",
        "satisfied": {"numerator": 2, "denominator": 10, "percent": "20.00%"},
        "combined": {"numerator": 6, "denominator": 10, "percent": "60.00%"},
    }


def test_a_form_of_another_scale_has_no_summary():
    form = BallotForm(
        1,
        (Subject("office", "城关工商所", SubjectKind.OFFICE),),
        (Criterion("overall", "总体评价"),),
        (Grade("good", "好", 1), Grade("poor", "差", 2)),
    )
    counts = count_bodies(form, ["[1]"] * 10)
    content = json.loads(publication_file(edition=Edition.PUBLISHED, counts=counts, counts_raw=b""))[
        "content"
    ]
    assert content["summary"] == []
    assert content["places"][0]["rates"]["good"]["percent"] == "100.00%"


def test_the_checking_program_and_its_instructions_are_there_to_hand_out():
    assert [path.name for path in RECOUNT_FILES] == ["recount.py", "README-recount.txt"]
    assert all(path.read_text(encoding="utf-8") for path in RECOUNT_FILES)
