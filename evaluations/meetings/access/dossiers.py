"""Who may make and take away the dossier of a round."""

from evaluations.meetings.models import Activity
from registry.access import Answer, AnyUser, current_posts, first_no, held
from registry.roles import Capability


def may_make_dossier(user: AnyUser, activity: Activity) -> Answer:
    """The inspectorate; nobody who holds a post in one of the assessed offices, for internal counts are in it."""
    units = {post.unit_id for post in current_posts(user)}
    of_an_office = activity.meetings.filter(office__in=units).exists()
    own = Answer(not of_an_office, "被评议单位的人员不得编制或下载档案包。", by_post=True)
    real = Answer(activity.rehearsal_of_id is None, "演练不归档。")
    return first_no(held(user, activity.bureau, Capability.MANAGE_ROUNDS), own, real)
