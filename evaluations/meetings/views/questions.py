"""Questions and suggestions typed live, the answers beside them (S0-11); several clerks at once."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.meetings.access import seeing
from evaluations.meetings.access.sittings import may_complete_record, may_take_steps
from evaluations.meetings.forms.sittings import AnswerForm, QuestionForm
from evaluations.meetings.queries import sittings as sitting_queries
from evaluations.meetings.services import questions
from evaluations.meetings.views.trail import meeting_crumbs
from registry.access import YES
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting, Question
    from registry.models import User

LIST, SITTING = "meetings:question-list", "meetings:sitting-show"
PAGE = "meetings/question_list.html"
LONGEST_KEY = 18
"""Digits of a key that a database can hold; a longer one is none."""
CHANGED = "question-recorded"
"""Tells the page to fetch what is new, and the numbers."""


def by_htmx(request: HttpRequest) -> bool:
    """Whether only the part of the page that changes is wanted."""
    return request.headers.get("HX-Request") == "true"


def question_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was put, each with its answer; a line to type the next. ``?after=`` asks for what others typed since."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    if meeting.sitting is None:
        messages.error(request, "会议还没有开始，开会后才能记录问询。")
        return redirect(SITTING, pk)
    if request.method == "POST":
        return _record(request, user, meeting)
    after = request.GET.get("after", "")
    if by_htmx(request) and after.isdecimal() and len(after) <= LONGEST_KEY:
        return render(request, f"{PAGE}#more", _context(user, meeting, int(after)))
    form = QuestionForm(initial={"whom": request.GET.get("whom", "")}, meeting=meeting)
    return render(request, PAGE, {**_context(user, meeting), "form": form})


def _context(user: "User", meeting: "Meeting", after: int = 0) -> dict[str, Any]:
    sitting = meeting.sitting
    rows = list(sitting_queries.questions(sitting, after)) if sitting else []
    return {
        "meeting": meeting,
        "rows": [{"question": row, "form": answer_form(row)} for row in rows],
        "last": rows[-1].pk if rows else after,
        "numbers": sitting_queries.question_numbers(sitting) if sitting else None,
        "may": may_take_steps(user, meeting),
        "may_answer": may_complete_record(user, meeting),
        "crumbs": meeting_crumbs(meeting, "问询记录"),
    }


def answer_form(question: "Question") -> AnswerForm:
    """A form of its own for every question on the page."""
    initial = {"answer": question.answer, "seen": question.answer}
    return AnswerForm(initial=initial, auto_id=f"q{question.pk}_%s")


def _record(request: HttpRequest, user: "User", meeting: "Meeting") -> HttpResponse:
    form = QuestionForm(request.POST, meeting=meeting)

    def page() -> HttpResponse:
        if by_htmx(request):
            return render(request, f"{PAGE}#entry", {"meeting": meeting, "form": form})
        return render(request, PAGE, {**_context(user, meeting), "form": form})

    def after(_: object) -> HttpResponse:
        if not by_htmx(request):
            return redirect(LIST, meeting.pk)
        kept = {name: form.cleaned_data[name] for name in ("whom", "kind")}
        ready = {"meeting": meeting, "form": QuestionForm(initial=kept, meeting=meeting)}
        answer = render(request, f"{PAGE}#entry", ready)
        answer["HX-Trigger"] = CHANGED
        return answer

    return take_step(
        request,
        may=may_take_steps(user, meeting),
        form=form,
        run=lambda: questions.record_question(actor=user, meeting=meeting, **form.question_data()),
        to=reverse(LIST, args=[meeting.pk]),
        page=page,
        at="text",
        answer=after,
    )


def _question(meeting: "Meeting", pk: int) -> "Question":
    found = sitting_queries.question(meeting, pk)
    if found is None:
        raise Http404
    return found


@require_POST
def question_answer(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Keep the answer; if somebody else wrote one meanwhile, both stand on the page and nothing is lost."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    row = _question(meeting, question)
    form = AnswerForm(request.POST, auto_id=f"q{row.pk}_%s")
    line: dict[str, Any] = {"question": row, "form": form}

    def compare(_: VersionConflict) -> None:
        now = _question(meeting, question)
        line.update(question=now, theirs=now.answer)
        form.data = {**request.POST.dict(), "seen": now.answer}

    def after(saved: "Question") -> HttpResponse:
        if not by_htmx(request):
            return redirect(LIST, pk)
        kept = {"question": saved, "form": answer_form(saved), "saved": True}
        answer = _line_page(request, user, meeting, kept)
        answer["HX-Trigger"] = CHANGED
        return answer

    return take_step(
        request,
        may=may_complete_record(user, meeting),
        form=form,
        run=lambda: questions.answer_question(actor=user, meeting=meeting, question=row, **form.cleaned_data),
        to=reverse(LIST, args=[pk]),
        page=lambda: _line_page(request, user, meeting, line),
        at="answer",
        answer=after,
        compare=compare,
    )


def _line_page(request: HttpRequest, user: "User", meeting: "Meeting", line: dict[str, Any]) -> HttpResponse:
    """One line as it stands now, for htmx alone, else among all others."""
    if by_htmx(request):
        alone = {"meeting": meeting, "row": line, "may_answer": YES, "may": may_take_steps(user, meeting)}
        return render(request, f"{PAGE}#line", alone)
    context, key = _context(user, meeting), line["question"].pk
    if all(each["question"].pk != key for each in context["rows"]):
        # Removed or of an earlier sitting: what was typed still stands, with the reason.
        context["rows"].append(line)
    context["rows"] = [line if each["question"].pk == key else each for each in context["rows"]]
    return render(request, PAGE, {**context, "form": QuestionForm(meeting=meeting)})


@require_POST
def question_remove(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """A line typed by mistake goes, while it has no answer."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    row = _question(meeting, question)
    return take_step(
        request,
        may=may_take_steps(user, meeting),
        run=lambda: questions.remove_question(actor=user, meeting=meeting, question=row),
        said="误记的一条已删除。",
        to=reverse(LIST, args=[pk]),
    )
