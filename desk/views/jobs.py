"""Pages of jobs: what runs, how far it is, and a second try."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from desk.access import jobs_for
from desk.forms.jobs import JobFilterForm
from desk.queries import jobs as queries
from desk.services import jobs
from desk.tasks import nudge
from registry.access import YES
from registry.queries.listing import Order, page_of
from registry.views.acting import acting_user
from registry.views.steps import take_step
from rulebook.lifecycle.job import JobState

NEWEST = Order("", ("pk",), descending=True)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs this user may see, newest first."""
    form = JobFilterForm(request.GET, kinds=queries.kinds_of_jobs())
    given = form.cleaned_data if form.is_valid() else {}
    seen = jobs_for(request.user)
    found = queries.narrowed_jobs(seen, state=given.get("state", ""), kind=given.get("kind", ""))
    asked = request.GET.get("page", "")
    page = page_of(found, NEWEST, asked, read=queries.with_creator)
    context = {
        "form": form,
        "page": page,
        "rows": [(job, queries.job_tone(job), queries.kept_until(job)) for job in page],
        "crumbs": [("首页", "/"), ("任务", "")],
    }
    return render(request, "desk/job_list.html", context)


@require_GET
def job_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One job with its progress."""
    job = get_object_or_404(queries.with_creator(jobs_for(request.user)), pk=pk)
    context = {
        "job": job,
        "tone": queries.job_tone(job),
        "progress": queries.job_progress(job),
        "failed": job.state == JobState.FAILED,
        "kept_until": queries.kept_until(job),
        "again_url": queries.job_target(job) if job.released_on else "",
        "may_cancel": job.state in (JobState.QUEUED, JobState.RUNNING) and not job.cancel_asked,
        "crumbs": [("首页", "/"), ("任务", reverse("desk:job-list")), (job.title, "")],
    }
    return render(request, "desk/job_show.html", context)


@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, for polling; a settled job makes the page load afresh, so that badge and buttons follow."""
    job = get_object_or_404(jobs_for(request.user), pk=pk)
    progress = queries.job_progress(job)
    response = render(request, "components/job_progress.html", progress)
    if progress["finished"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a failed job again."""
    job, user = get_object_or_404(jobs_for(request.user), pk=pk), acting_user(request)

    def run() -> None:
        jobs.retry_job(actor=user, job=job)
        nudge(job)

    return take_step(request, may=YES, run=run, said="已重新排队。", to=reverse("desk:job-show", args=[pk]))


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a waiting job, or ask a running one to stop."""
    job, user = get_object_or_404(jobs_for(request.user), pk=pk), acting_user(request)
    return take_step(
        request,
        may=YES,
        run=lambda: jobs.cancel_job(actor=user, job=job),
        said=lambda row: "任务已取消。" if row.state == JobState.STOPPED else "已要求取消，任务很快停下。",
        to=reverse("desk:job-show", args=[pk]),
    )
