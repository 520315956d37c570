"""Importing: upload, progress, columns, preview, confirm or cancel, mend."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import documents
from desk.forms.imports import MappingForm, UploadForm
from desk.queries import imports as queries
from desk.services import imports
from desk.tasks import nudge
from registry.access import import_runs_for, may_import
from registry.queries.listing import Order, page_of
from registry.services.importing.runs import cancel_import, reopen_mapping
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.steps import show_again, take_step
from rulebook.lifecycle.importing import ImportState

if TYPE_CHECKING:
    from registry.models import ImportRun, User

NEWEST, BY_NUMBER = Order("", ("pk",), descending=True), Order("", ("number",))


def _run(request: HttpRequest, pk: int) -> "ImportRun":
    return get_object_or_404(queries.with_file(import_runs_for(request.user)), pk=pk)


def _importer(request: HttpRequest) -> "User":
    refuse_unless(may_import(request.user))
    return acting_user(request)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("导入", reverse("desk:import-list")), *more]


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, newest first, and the templates."""
    _importer(request)
    page = page_of(
        import_runs_for(request.user),
        NEWEST,
        request.GET.get("page", ""),
        read=queries.with_file,
    )
    context = {
        "page": page,
        "rows": [(run, queries.run_tone(run)) for run in page],
        "kinds": UploadForm.base_fields["kind"].choices,  # type: ignore[attr-defined]  # a ChoiceField
        "crumbs": _crumbs(),
    }
    return render(request, "desk/import_list.html", context)


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Choose what is imported and the file."""
    user = acting_user(request)
    form = UploadForm(posted(request), request.FILES or None, initial={"kind": request.GET.get("kind", "")})

    def run() -> "ImportRun":
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        run, job = imports.receive_import(actor=user, kind=kind, name=file.name, content=file.read())
        nudge(job)
        return run

    return form_page(
        request,
        may=may_import(user),
        form=form,
        at="file",
        run=run,
        said="",
        to=lambda run: _address(run.pk),
        template="desk/import_upload.html",
        context={"crumbs": _crumbs(("上传文件", ""))},
    )


def _address(pk: int) -> str:
    return reverse("desk:import-show", args=[pk])


@require_GET
def import_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands, and what to do next."""
    run = _run(request, pk)
    if run.state == ImportState.MAPPING:
        initial = {name: str(place) for name, place in run.mapping.items()}
        return _show_mapping(request, run, MappingForm(kind=run.kind, headings=run.headings, initial=initial))
    context: dict[str, Any] = _frame(run) | {"progress": queries.run_progress(run)}
    if run.state in (ImportState.PREVIEW, ImportState.DONE):
        context |= _listing(request, run)
    return render(request, "desk/import_show.html", context)


def _frame(run: "ImportRun") -> dict[str, Any]:
    return {
        "run": run,
        "tone": queries.run_tone(run),
        "steps": queries.steps(run),
        "crumbs": _crumbs((f"{run.get_kind_display()}：{run.file.name}", "")),
    }


def _listing(request: HttpRequest, run: "ImportRun") -> dict[str, Any]:
    figures = queries.figures(run)
    shown = request.GET.get("show", "")
    if shown not in [figure["value"] for figure in figures]:
        shown = queries.first_filter(run)
    page = page_of(queries.rows_of(run, shown), BY_NUMBER, request.GET.get("page", ""))
    good = sum(figure["count"] for figure in figures if figure["value"] in ("new", "changed"))
    return {
        "figures": figures,
        "shown": shown,
        "page": page,
        "rows": [queries.row_line(row) for row in page],
        "remarks": queries.remarks(run),
        "good": good,
        "problems": run.counts.get("problem", 0),
    }


def _show_mapping(request: HttpRequest, run: "ImportRun", form: MappingForm) -> HttpResponse:
    return render(request, "desk/import_map.html", _frame(run) | {"form": form})


@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, for polling; when the import has moved on, the page loads afresh."""
    run = _run(request, pk)
    progress = queries.run_progress(run)
    if progress is None or progress["finished"]:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "components/job_progress.html", progress)


@require_POST
def import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the chosen columns and read again."""
    actor, run = _importer(request), _run(request, pk)
    form = MappingForm(request.POST, kind=run.kind, headings=run.headings)
    if not form.is_valid():
        return show_again(_show_mapping(request, run, form))
    return _step(request, pk, lambda: nudge(imports.map_import(actor=actor, run=run, mapping=form.mapping)))


def _step(request: HttpRequest, pk: int, run: Callable[[], object], said: str = "") -> HttpResponse:
    return take_step(request, may=may_import(request.user), run=run, said=said, to=_address(pk))


@require_POST
def import_remap(request: HttpRequest, pk: int) -> HttpResponse:
    """From the preview back to the columns."""
    run = _run(request, pk)
    return _step(request, pk, lambda: reopen_mapping(run=run))


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the good rows."""
    actor, run = _importer(request), _run(request, pk)
    return _step(request, pk, lambda: nudge(imports.confirm_import(actor=actor, run=run)))


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop the import; the registry stays as it is."""
    actor, run = _importer(request), _run(request, pk)
    words = "已取消，没有写入任何数据。"
    return _step(request, pk, lambda: cancel_import(actor=actor, run=run), words)


@require_GET
def import_problems(request: HttpRequest, pk: int) -> HttpResponse:
    """The problem rows as a workbook to mend and upload again."""
    run = _run(request, pk)
    if run.state not in (ImportState.PREVIEW, ImportState.DONE) or not run.counts.get("problem"):
        raise Http404
    return download(documents.problem_workbook(run), f"{run.get_kind_display()}问题行.xlsx", XLSX)


@require_GET
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table of one kind to fill in."""
    _importer(request)
    kinds = dict(UploadForm.base_fields["kind"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    if kind not in kinds:
        raise Http404
    return download(documents.template_workbook(kind), f"{kinds[kind]}模板.xlsx", XLSX)
