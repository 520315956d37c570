"""The tags of the look: what they say, not how they look."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from registry.templatetags import ui


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        (0, 0, "—"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (1, 3, "33%"),
        (1, 2, "50%"),
        (1, 8, "12%"),
        (3, 8, "38%"),
        (2, 3, "67%"),
        (1, 100, "1.0%"),
        (1187, 1204, "98.6%"),
        (1, 800, "0.1%"),
    ],
)
def test_percent_carries_no_more_decimals_than_the_data(numerator: int, denominator: int, words: str) -> None:
    assert ui.percent(numerator, denominator) == words


def test_distribution_keeps_abstentions_out_of_the_denominator() -> None:
    drawn = ui.distribution([("满意", 3), ("不满意", 1), ("弃权", 6)])
    assert [(part["label"], part["count"], part["percent"]) for part in drawn["segments"]] == [
        ("满意", 3, "75%"),
        ("不满意", 1, "25%"),
    ]
    assert (drawn["total"], drawn["abstained"]) == (4, 6)


def test_distribution_segments_fill_the_bar_without_gap_or_overlap() -> None:
    segments = ui.distribution([("一", 1), ("二", 1), ("三", 1)])["segments"]
    assert [part["x"] for part in segments] == [0, *(part["x"] + part["width"] for part in segments[:-1])]
    assert segments[-1]["x"] + segments[-1]["width"] == ui.BAR_WIDTH


def test_distribution_of_no_votes_has_dashes_and_no_bar() -> None:
    drawn = ui.distribution([("满意", 0), ("不满意", 0), ("弃权", 0)])
    assert [(part["percent"], part["width"]) for part in drawn["segments"]] == [("—", 0), ("—", 0)]


@pytest.mark.parametrize("letter_or_word", ["A", "甲"])
def test_grade_mark_takes_letter_or_word(letter_or_word: str) -> None:
    html = ui.grade_mark(letter_or_word)
    assert html.startswith('<span class="grade grade-a">')
    assert html.endswith('#square"></use></svg>甲</span>')


def test_blank_grade_is_said() -> None:
    assert ui.grade_mark("") == '<span class="grade grade-none">未定级</span>'


def test_refused_button_stays_disabled_and_says_why() -> None:
    html = render(
        "{% action_button '开启投票' '/open/' allowed=False reason='还差 8 人' method='post' %}",
        csrf_token="t",
    )
    assert "disabled" in html
    assert "还差 8 人" in html
    assert "/open/" not in html


def test_allowed_change_is_a_post_form_with_its_question() -> None:
    html = render("{% action_button '锁定' '/lock/' method='post' confirm='确定吗？' %}", csrf_token="t")
    opening = " ".join(html[html.index("<form") : html.index(">")].split())
    assert opening == '<form class="action" method="post" action="/lock/" data-once data-confirm="确定吗？"'
    assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize(
    ("address", "query", "direction"),
    [
        ("/?page=3&kind=b", "kind=b&sort=name", "none"),
        ("/?sort=name", "sort=-name", "ascending"),
        ("/?sort=-name", "sort=name", "descending"),
        ("/?sort=grade", "sort=name", "none"),
    ],
)
def test_sort_head_turns_and_goes_back_to_the_first_page(address: str, query: str, direction: str) -> None:
    head = ui.sort_head(Context({"request": RequestFactory().get(address)}), "name", "名称")
    assert (head["query"], head["direction"]) == (query, direction)


def test_the_frame_of_a_table_holds_its_rows_as_they_are() -> None:
    framed = render("{% data_table %}<tr><td>{{ name }}</td></tr>{% enddata_table %}", name="<甲>")
    assert framed == (
        '<div class="table-wrap"><table class="data-table"><tr><td>&lt;甲&gt;</td></tr></table></div>'
    )
    assert 'class="data-table entry-grid"' in render('{% data_table "entry-grid" %}{% enddata_table %}')


def test_title_is_written_once_and_shown_twice() -> None:
    html = render("{% extends 'base_bare.html' %}{% block title %}标题{% endblock %}")
    assert html.count("标题") == 1
    html = render("{% extends 'base_kiosk.html' %}{% block title %}标题{% endblock %}")
    assert html.count("标题") == 2


class Wrong(forms.Form):
    name = forms.CharField(label="名称", help_text="写全称。")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲类")], widget=forms.RadioSelect)

    def clean(self) -> None:
        raise forms.ValidationError("两项不能都空着。")


def test_form_says_errors_at_the_field_and_on_top_and_marks_what_is_required() -> None:
    form = Wrong(data={})
    html = render("{% include 'components/form.html' %}", form=form, csrf_token="t")
    assert html.count("这个字段是必填项。") == 4
    assert html.count("两项不能都空着。") == 1
    assert 'href="#id_name"' in html
    assert 'href="#id_kind"' in html
    assert html.count(">必填<") == 2
    assert "style=" not in html


class Plain(forms.Form):
    name = forms.CharField()


class Secret(Plain):
    password = forms.CharField(widget=forms.PasswordInput)
    again = forms.CharField(widget=forms.PasswordInput)
    scan = forms.FileField()


@pytest.mark.parametrize(
    ("form", "said"),
    [(Plain, "已填的文字都保留着"), (Secret, "已填的文字都保留着，密码须重新填写，文件须重新选择")],
)
def test_a_refused_form_says_what_must_be_entered_again_and_no_more(
    form: type[forms.Form], said: str
) -> None:
    page = render_to_string("bootstrap5/errors.html", {"form": form(data={})})
    title = page.split("还有内容需要更正；")[1].split("</p>")[0]
    assert title.strip() == said
