"""The steps of a letter's page: which form, who may, which service."""

from typing import TYPE_CHECKING, Any

from matters import access
from matters.forms.letters import (
    AcceptForm,
    ApproveForm,
    LetterHandlerForm,
    LetterMatterForm,
    NameForm,
    ReplyForm,
    SendForm,
    UnreachableForm,
)
from matters.queries.accused import mentioned_names
from matters.queries.letters import people_to_name, units_to_name, unreachable_seal, unsent_replies
from matters.services import replies
from matters.services.accused import name_accused
from matters.services.letters import LetterRefused, accept_letter, hand_letter
from matters.services.naming import Accused
from matters.views.steps import Step, plain
from rulebook.lifecycle.letter import LetterState as S

if TYPE_CHECKING:
    from matters.models import Letter
    from registry.models import User


def _accept_form(letter: "Letter", data: Any, files: Any) -> AcceptForm:
    return AcceptForm(
        data,
        units=units_to_name(),
        people=people_to_name(),
        handlers=access.letter_handlers(letter),
        mentioned=mentioned_names(letter),
    )


def _name_form(letter: "Letter", data: Any, files: Any) -> NameForm:
    return NameForm(data, units=units_to_name(), people=people_to_name(), mentioned=mentioned_names(letter))


def _name(user: "User", letter: "Letter", given: dict[str, Any]) -> None:
    accused = Accused(given["about_units"], given["about_people"], given["about_names"])
    name_accused(actor=user, letter=letter, accused=accused, reason=given["reason"])


def _matter_form(letter: "Letter", data: Any, files: Any) -> LetterMatterForm:
    return LetterMatterForm(data, units=units_to_name())


def _send(user: "User", letter: "Letter", given: dict[str, Any]) -> None:
    replies.send_reply(actor=user, reply=given["reply"], channel=given["channel"])


def _raise(user: "User", letter: "Letter", given: dict[str, Any]) -> None:
    if given["unit"] not in access.units_to_raise_for(user):
        raise LetterRefused("这个单位的问题不由您登记，请由他人登记。")
    replies.raise_from_letter(actor=user, letter=letter, **given)


HANDLING = frozenset({S.HANDLING})
LETTER_STEPS: dict[str, Step] = {
    "accept": Step(
        "受理",
        "受理",
        frozenset({S.RECEIVED}),
        access.may_run_letter,
        lambda user, letter, given: accept_letter(actor=user, letter=letter, **given),
        _accept_form,
        said="已受理。",
    ),
    "send": Step(
        "发出答复",
        "发出",
        HANDLING,
        access.may_send_reply,
        _send,
        lambda letter, data, files: SendForm(data, replies=unsent_replies(letter)),
        said="答复已发出。",
    ),
    "reply": Step(
        "拟写答复",
        "保存答复",
        HANDLING,
        access.may_answer_letter,
        lambda user, letter, given: replies.write_reply(actor=user, letter=letter, **given),
        plain(ReplyForm),
        said="答复已保存，发出后来信人才看得到。",
    ),
    "hand": Step(
        "改交他人",
        "改交",
        HANDLING,
        access.may_run_letter,
        lambda user, letter, given: hand_letter(actor=user, letter=letter, **given),
        lambda letter, data, files: LetterHandlerForm(data, handlers=access.letter_handlers(letter)),
        said="已改交。",
    ),
    "unreachable": Step(
        "无法联系来信人",
        "提出",
        HANDLING,
        access.may_answer_letter,
        lambda user, letter, given: replies.ask_unreachable(actor=user, letter=letter, **given),
        plain(UnreachableForm),
        said="已提出，由另一人批准。",
    ),
    "approve": Step(
        "批准无法联系",
        "批准无法联系，办结",
        HANDLING,
        access.may_approve_unreachable,
        lambda user, letter, given: replies.approve_unreachable(actor=user, letter=letter, **given),
        lambda letter, data, files: ApproveForm(data, initial={"version": unreachable_seal(letter)}),
        said="已批准并办结。",
        confirm="批准后答复放到查询码下，来信即行办结。",
    ),
    "close": Step(
        "办结",
        "办结",
        frozenset({S.REPLIED}),
        access.may_answer_letter,
        lambda user, letter, given: replies.close_letter(actor=user, letter=letter),
        said="已办结。",
    ),
    "name": Step(
        "添加被反映的单位和人员",
        "添加",
        frozenset(S) - {S.RECEIVED},
        access.may_name,
        _name,
        _name_form,
        said="已添加。被反映的人从现在起看不到这封来信。",
    ),
    "matter": Step(
        "登记为问题，纳入整改",
        "登记问题",
        frozenset(S) - {S.RECEIVED},
        access.may_raise_from_letter,
        _raise,
        _matter_form,
        said="问题已登记。",
    ),
}
