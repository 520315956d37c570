"""Every change of rounds and meetings. Refusals carry a sentence in Chinese for the page."""

from evaluations.services.activities import ActivityData, Member, create_activity, update_activity
from evaluations.services.attendance import (
    check_in,
    follow_vote,
    open_check_in,
    prepare_meeting_vote,
    undo_check_in,
    vote_hindrances,
)
from evaluations.services.meeting_draws import draw_hindrances, follow_draw, prepare_meeting_draw
from evaluations.services.meetings import (
    archive_meeting,
    close_pool,
    create_meetings,
    feed_back,
    open_pool,
    postpone_meeting,
    update_meeting,
    void_meeting,
)
from evaluations.services.pools import (
    ConsumerLine,
    LineProblem,
    choose_consumers,
    disengage_assessor,
    engage_assessors,
    exclude_from_pool,
    paste_consumers,
    read_consumer_lines,
    remove_consumer,
    remove_exclusion,
)
from evaluations.services.refusals import MeetingRefused, VersionConflict
from evaluations.services.reports import (
    keep_report,
    look_into_count,
    read_attachment,
    request_report,
    sign_count,
)
from evaluations.services.representatives import (
    confirm_representative,
    notify_representatives,
    open_member_contacts,
    withdraw_representative,
)

__all__ = [
    "ActivityData",
    "ConsumerLine",
    "LineProblem",
    "MeetingRefused",
    "Member",
    "VersionConflict",
    "archive_meeting",
    "check_in",
    "choose_consumers",
    "close_pool",
    "confirm_representative",
    "create_activity",
    "create_meetings",
    "disengage_assessor",
    "draw_hindrances",
    "engage_assessors",
    "exclude_from_pool",
    "feed_back",
    "follow_draw",
    "follow_vote",
    "keep_report",
    "look_into_count",
    "notify_representatives",
    "open_check_in",
    "open_member_contacts",
    "open_pool",
    "paste_consumers",
    "postpone_meeting",
    "prepare_meeting_draw",
    "prepare_meeting_vote",
    "read_attachment",
    "read_consumer_lines",
    "remove_consumer",
    "remove_exclusion",
    "request_report",
    "sign_count",
    "undo_check_in",
    "update_activity",
    "update_meeting",
    "void_meeting",
    "vote_hindrances",
    "withdraw_representative",
]
