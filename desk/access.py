"""Who sees which job."""

from django.db.models import QuerySet

from desk.models import Job
from registry.access import AnyUser, may_manage_settings
from registry.models import User


def jobs_for(user: AnyUser) -> QuerySet[Job]:
    """One's own jobs; whoever manages the settings sees all."""
    if may_manage_settings(user):
        return Job.objects.all()
    return Job.objects.filter(created_by=user) if isinstance(user, User) else Job.objects.none()
