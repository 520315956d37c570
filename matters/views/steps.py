"""The steps of a problem's page: which form, who may, which service. One table, asked by the page and by the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from matters import access
from matters.forms.matters import (
    CheckForm,
    EvidenceForm,
    FindingForm,
    HandlerForm,
    MeasureForm,
    MergeForm,
    NamesForm,
    NoteForm,
    ReviewForm,
    ToldForm,
    TreatmentForm,
)
from matters.queries.matters import handlers, others_of_the_unit
from matters.services import measures
from matters.services.accused import name_in_problem
from matters.services.matters import (
    check_result,
    choose_treatment,
    close_matter,
    hand_out,
    merge_matter,
    record_finding,
    record_review,
    reopen_matter,
    report_result,
    return_report,
    start_verifying,
    tell_raisers,
)
from registry.views.acting import acting_user
from registry.views.editing import answer_to
from registry.views.steps import take_step
from rulebook.lifecycle.matter import MatterState as S

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from matters.models import Matter
    from registry.access import Answer
    from registry.models import User
    from registry.services.refusals import VersionConflict


CHANGED = "本页打开之后内容有变动，请核对现在的内容再办。"


@dataclass(frozen=True)
class Step:
    """One step of a row (a problem, a letter): ``form`` makes the form from (row, data, files), ``run`` takes (user, row, cleaned data)."""

    title: str
    button: str
    states: frozenset[str]
    may: Callable[[Any, Any], "Answer"]
    run: Callable[["User", Any, dict[str, Any]], Any]
    form: Callable[[Any, Any, Any], "django_forms.Form"] | None = None
    said: str = "已登记。"
    confirm: str = ""

    def open_for(self, user: "User", row: Any) -> bool:
        return row.state in self.states and bool(self.may(user, row))


def shown(
    steps: Mapping[str, Step], user: "User", row: Any, name: str = "", form: Any = None
) -> list[dict[str, Any]]:
    """The steps that stand open, for the page; ``form`` is the refused one of the step ``name``."""
    return [
        {
            "name": key,
            "step": step,
            "form": form
            if key == name and form is not None
            else step.form(row, None, None)
            if step.form
            else None,
            "open": key == name,
        }
        for key, step in steps.items()
        if step.open_for(user, row)
    ]


def take(
    request: "HttpRequest",
    steps: Mapping[str, Step],
    row: Any,
    name: str,
    *,
    page: Callable[[str, Any], "HttpResponse"],
    to: str | Callable[[Any], str],
    back: str = "",
) -> "HttpResponse":
    """Take the step ``name`` (404 for none of these); refused, ``page(name, form)`` shows what was typed. Else ``to``."""
    user, wanted = acting_user(request), steps.get(name)
    if wanted is None:
        raise Http404
    form = wanted.form(row, request.POST, request.FILES) if wanted.form else None

    def compare(conflict: "VersionConflict") -> None:
        """The page that is shown again shows what stands now, and sent again the form answers to that."""
        if form is not None:
            answer_to(form, conflict)
            form.add_error(None, CHANGED)

    return take_step(
        request,
        may=wanted.may(user, row),
        form=form,
        page=lambda: page(name, form),
        run=lambda: wanted.run(user, row, dict(form.cleaned_data) if form else {}),
        said=wanted.said,
        to=to,
        back=back,
        compare=compare,
    )


def plain(form: type["django_forms.Form"]) -> Callable[[Any, Any, Any], "django_forms.Form"]:
    """A form that asks nothing of its row."""
    return lambda row, data, files: form(data, files)


def _evidence(user: "User", matter: "Matter", given: dict[str, Any]) -> None:
    upload = given.pop("file")
    measures.add_evidence(actor=user, matter=matter, name=upload.name, content=upload.read(), **given)


OPEN = frozenset(S) - {S.CLOSED, S.MERGED}
STEPS: dict[str, Step] = {
    "verify": Step(
        "开始核实",
        "开始核实",
        frozenset({S.REGISTERED}),
        access.may_verify,
        lambda user, matter, given: start_verifying(actor=user, matter=matter),
        said="核实已经开始。",
    ),
    "finding": Step(
        "核实结论",
        "登记结论",
        frozenset({S.VERIFYING}),
        access.may_verify,
        lambda user, matter, given: record_finding(actor=user, matter=matter, **given),
        plain(FindingForm),
    ),
    "treatment": Step(
        "处理方式",
        "确定",
        frozenset({S.TREATING}),
        access.may_verify,
        lambda user, matter, given: choose_treatment(actor=user, matter=matter, **given),
        plain(TreatmentForm),
        said="处理方式已确定。",
    ),
    "handler": Step(
        "交办",
        "交办",
        frozenset({S.TREATING}),
        access.may_hand_out,
        lambda user, matter, given: hand_out(actor=user, matters=[matter], **given),
        lambda matter, data, files: HandlerForm(data, handlers=handlers(matter)),
        said="已交办。",
    ),
    "measure": Step(
        "整改措施",
        "登记措施",
        frozenset({S.TREATING}),
        access.may_rectify,
        lambda user, matter, given: measures.add_measure(actor=user, matter=matter, **given),
        plain(MeasureForm),
    ),
    "evidence": Step(
        "证明材料",
        "上传",
        frozenset({S.TREATING}),
        access.may_rectify,
        _evidence,
        plain(EvidenceForm),
        said="材料已上传。",
    ),
    "report": Step(
        "报告整改结果",
        "报告整改结果",
        frozenset({S.TREATING}),
        access.may_rectify,
        lambda user, matter, given: report_result(actor=user, matter=matter),
        said="已报告，等待核查。",
    ),
    "check": Step(
        "核查通过",
        "核查通过",
        frozenset({S.REPORTED}),
        access.may_check,
        lambda user, matter, given: check_result(actor=user, matter=matter, **given),
        lambda matter, data, files: CheckForm(data, initial={"version": matter.version}),
    ),
    "return": Step(
        "退回整改",
        "退回整改",
        frozenset({S.REPORTED}),
        access.may_check,
        lambda user, matter, given: return_report(actor=user, matter=matter, reason=given["note"]),
        plain(NoteForm),
        said="已退回。",
    ),
    "told": Step(
        "回告",
        "登记回告",
        frozenset({S.CHECKED, S.CLARIFIED}),
        access.may_verify,
        lambda user, matter, given: tell_raisers(actor=user, matter=matter, **given),
        plain(ToldForm),
    ),
    "close": Step(
        "销号",
        "销号",
        frozenset({S.CHECKED, S.CLARIFIED}),
        access.may_verify,
        lambda user, matter, given: close_matter(actor=user, matter=matter),
        said="已销号。",
    ),
    "reopen": Step(
        "重新整改",
        "重新整改",
        frozenset({S.CLOSED, S.CHECKED}),
        access.may_verify,
        lambda user, matter, given: reopen_matter(actor=user, matter=matter, reason=given["note"]),
        plain(NoteForm),
        said="已重新整改。",
    ),
    "review": Step(
        "复查",
        "登记复查",
        frozenset({S.CLOSED}),
        access.may_review,
        lambda user, matter, given: record_review(actor=user, matter=matter, **given),
        plain(ReviewForm),
        said="复查已登记。",
    ),
    "name": Step(
        "添加涉及的人员",
        "添加",
        OPEN,
        access.may_verify,
        lambda user, matter, given: name_in_problem(
            actor=user, matter=matter, typed=given["about_names"], reason=given["reason"]
        ),
        plain(NamesForm),
        said="已添加。涉及的人员从现在起看不到这个问题。",
    ),
    "merge": Step(
        "并入相同的问题",
        "并入",
        frozenset({S.REGISTERED, S.VERIFYING}),
        access.may_verify,
        lambda user, matter, given: merge_matter(actor=user, matter=matter, **given),
        lambda matter, data, files: MergeForm(data, others=others_of_the_unit(matter)),
        said="已并入。",
    ),
}
