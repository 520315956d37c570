"""Sample data for the component gallery (`templates/gallery.html`), shown in development only."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of every kind that the project's forms use."""

    name = forms.CharField(label="会议名称", max_length=60, help_text="写入正式文书，不超过六十字。")
    held_on = forms.DateField(
        label="召开日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="依据：述职述廉办法第四条。",
    )
    office = forms.ChoiceField(
        label="被评议单位", choices=[("", "请选择"), ("1", "城关工商所"), ("2", "河东工商所")]
    )
    kind = forms.ChoiceField(
        label="抽取对象",
        choices=[("b", "市场主体"), ("c", "消费者")],
        widget=forms.RadioSelect,
        required=True,
    )
    categories = forms.MultipleChoiceField(
        label="邀请类别",
        choices=[("npc", "人大代表"), ("cppcc", "政协委员"), ("conduct", "行风监督员")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    roster = forms.FileField(label="名册文件", help_text="表格文件，第一行为栏目名称。", required=False)
    remark = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="已与市纪委监督员核对")


class SampleConfirmer(forms.Form):
    """The second person signs on the first one's screen."""

    user_name = forms.CharField(label="确认人登录名", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    secret = forms.CharField(
        label="密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="只用于本次确认，不改变登录人。",
    )


class SampleFilters(forms.Form):
    """The filters above a list."""

    text = forms.CharField(label="名称或编号", required=False)
    grade = forms.ChoiceField(
        label="风险等级", choices=[("", "全部"), ("A", "甲"), ("B", "乙")], required=False
    )


def businesses() -> list[dict[str, str]]:
    """Invented rows, enough for three pages."""
    kinds = [("个体工商户", "A"), ("有限责任公司", "B"), ("农民专业合作社", "C"), ("个体工商户", "")]
    return [
        {
            "name": f"安澜市福满楼第{number}饭店",
            "kind": kinds[number % 4][0],
            "grade": kinds[number % 4][1],
            "patrols": str(number % 5),
        }
        for number in range(1, 44)
    ]


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    """Everything the gallery shows: one sample of every component in each of its states."""
    wrong = SampleForm(data={"name": "", "held_on": "2026-13-40", "kind": "b"})
    entries = {
        "评议": ["述职述廉", "满意度测评", "抽取", "整改"],
        "监管": ["巡查", "监管指令", "经济户口"],
        "公开": ["公开目录", "依申请公开"],
    }
    return {
        "menu": [
            {
                "title": title,
                "entries": [{"title": name, "url": "#", "active": name == "述职述廉"} for name in names],
            }
            for title, names in entries.items()
        ],
        "crumbs": [("述职述廉", "#"), ("2026 年第四季度", "#"), ("城关工商所", "")],
        "unit_name": "安澜市工商局",
        "demo": True,
        "inbox_url": "#",
        "inbox_count": 3,
        "settings_url": "#",
        "steps": [
            {"title": "准备", "state": "done", "url": "#", "note": "11月3日"},
            {"title": "抽取", "state": "done", "url": "#", "note": "11月12日"},
            {"title": "签到", "state": "current", "url": "#"},
            {"title": "投票", "state": "todo"},
            {"title": "计票", "state": "todo"},
            {"title": "整改", "state": "late", "note": "逾期 2 天"},
        ],
        "counts": [
            ("满意", 31),
            ("比较满意", 14),
            ("基本满意", 6),
            ("不太满意", 2),
            ("不满意", 1),
            ("弃权", 4),
        ],
        "no_counts": [
            ("满意", 0),
            ("比较满意", 0),
            ("基本满意", 0),
            ("不太满意", 0),
            ("不满意", 0),
            ("弃权", 0),
        ],
        "filters": SampleFilters(request.GET),
        "page": Paginator(businesses(), 20).get_page(request.GET.get("page")),
        "confirmer": SampleConfirmer(),
        "wrong": wrong,
        "conflict": {
            "actor": "王建国",
            "at": NOON,
            "rows": [{"label": "会议地点", "theirs": "二楼会议室", "yours": "三楼会议室"}],
        },
        "facts": [
            ("会议", "城关工商所述职述廉会议"),
            ("到会代表", "62 人"),
            ("参评率", "62 / 80"),
            ("主持人", "李正明"),
        ],
        "asked_at": NOON,
        "expires_at": NOON + timedelta(minutes=10),
        "events": [
            {
                "at": NOON,
                "title": "锁定名册",
                "actor": "市纪委监督员 周敏",
                "text": "共 146 人。",
                "tone": "done",
            },
            {"at": NOON + timedelta(hours=1), "title": "抽取", "actor": "监察室 王建国", "tone": "done"},
            {"at": NOON + timedelta(hours=3), "title": "签到未达人数", "tone": "due"},
        ],
        "digest": "7f3a-91c2-0be4",
        "hash": "7f3a91c20be4d5a6831c47f0e2b95d60c1a8f4379e6d2b05a4c3f8e17d9026bb",
    }
