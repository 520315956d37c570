"""Fill the demo's database once; a second run keeps what is there."""

from collections.abc import Callable

from django.utils import timezone

from desk.services.calendar import keep_calendar
from evalsite.demo import accounts, conduct, election, letters, preparation, registry_files, story, survey
from registry.models import AuditEvent, Unit, User
from registry.services.audit import change

BEGUN, COMPLETE = "begin_demo", "complete_demo"


def is_own() -> bool:
    """Whether the database is empty or was begun by the demo itself."""
    if AuditEvent.objects.filter(number=1, verb=BEGUN).exists():
        return True
    return not (AuditEvent.objects.exists() or User.objects.exists() or Unit.objects.exists())


def is_complete() -> bool:
    """Whether an earlier run reached the end."""
    return AuditEvent.objects.filter(verb=COMPLETE).exists()


def was_interrupted() -> bool:
    """Whether an earlier run began and did not reach the end; half a story is worth nothing, so it starts over."""
    return AuditEvent.objects.filter(number=1, verb=BEGUN).exists() and not is_complete()


def run(say: Callable[[str], object]) -> None:
    """Make registry, accounts and two meetings, through the services."""
    today = timezone.localdate()
    with change(None, BEGUN, Unit()):
        pass
    say("  建立账号，导入单位、片区、乡镇街道、人员和经济户口")
    users = accounts.create()
    registry_files.load(users["guanli"], today)
    accounts.appoint_all(users)
    accounts.propose(users)
    keep_calendar()
    say("  一场已完成的述职述廉会议")
    activity = story.begin_round(users, today)
    story.finish_meeting(users, story.open_pool(users, activity, "SO01"), today)
    say("  一场等待抽取的会议")
    waiting = story.open_pool(users, activity, "SO02")
    story.stand_at_the_draw(users, waiting, today)
    preparation.begin(users, waiting)
    say("  一次等待制作选票卡的万人评议，和上一次由外单位开展的结果")
    survey.remember(users, activity, today)
    survey.prepare(users, activity, today)
    say("  两次科室评选：上年的已通报，今年的在投票")
    election.hold(users, activity, today)
    conduct.keep_log(users, today)
    say("  来信和问题整改")
    letters.fill_boxes(users, activity.bureau)
    letters.fill_register(users, today)
    with change(None, COMPLETE, activity):
        pass
