from desk.views.jobs import job_list, job_progress, job_retry, job_show

__all__ = ["job_list", "job_progress", "job_retry", "job_show"]
