"""The steps of a letter's page: which form, who may, which service."""

from typing import TYPE_CHECKING, Any

from matters import access, forms, queries, services
from matters.views.steps import Step, plain
from rulebook.lifecycle.letter import LetterState as S

if TYPE_CHECKING:
    from matters.models import Letter
    from registry.models import User


def _accept_form(letter: "Letter", data: Any, files: Any) -> forms.AcceptForm:
    facts = queries.letter_facts(letter)
    return forms.AcceptForm(
        data,
        units=queries.units_to_name(),
        people=queries.people_to_name(),
        handlers=access.letter_handlers(letter),
        initial={"about_units": facts.about_units, "about_people": facts.about_people},
    )


def _matter_form(letter: "Letter", data: Any, files: Any) -> forms.LetterMatterForm:
    return forms.LetterMatterForm(data, units=queries.units_to_name())


def _send(user: "User", letter: "Letter", given: dict[str, Any]) -> None:
    services.send_reply(actor=user, reply=given["reply"], channel=given["channel"])


def _raise(user: "User", letter: "Letter", given: dict[str, Any]) -> None:
    if given["unit"] not in access.units_to_raise_for(user):
        raise services.LetterRefused("不能登记本单位的问题，请由他人登记。")
    services.raise_from_letter(actor=user, letter=letter, **given)


HANDLING = frozenset({S.HANDLING})
LETTER_STEPS: dict[str, Step] = {
    "accept": Step(
        "受理",
        "受理",
        frozenset({S.RECEIVED}),
        access.may_run_letter,
        lambda user, letter, given: services.accept_letter(actor=user, letter=letter, **given),
        _accept_form,
        said="已受理。",
    ),
    "send": Step(
        "发出答复",
        "发出",
        HANDLING,
        access.may_send_reply,
        _send,
        lambda letter, data, files: forms.SendForm(data, replies=queries.unsent_replies(letter)),
        said="答复已发出。",
    ),
    "reply": Step(
        "拟写答复",
        "保存答复",
        HANDLING,
        access.may_answer_letter,
        lambda user, letter, given: services.write_reply(actor=user, letter=letter, **given),
        plain(forms.ReplyForm),
        said="答复已保存，发出后来信人才看得到。",
    ),
    "hand": Step(
        "改交他人",
        "改交",
        HANDLING,
        access.may_run_letter,
        lambda user, letter, given: services.hand_letter(actor=user, letter=letter, **given),
        lambda letter, data, files: forms.LetterHandlerForm(data, handlers=access.letter_handlers(letter)),
        said="已改交。",
    ),
    "unreachable": Step(
        "无法联系来信人",
        "提出",
        HANDLING,
        access.may_answer_letter,
        lambda user, letter, given: services.ask_unreachable(actor=user, letter=letter, **given),
        plain(forms.UnreachableForm),
        said="已提出，由另一人批准。",
    ),
    "approve": Step(
        "批准无法联系",
        "批准无法联系，办结",
        HANDLING,
        access.may_approve_unreachable,
        lambda user, letter, given: services.approve_unreachable(actor=user, letter=letter),
        said="已批准并办结。",
        confirm="批准后来信不再答复，即行办结。",
    ),
    "close": Step(
        "办结",
        "办结",
        frozenset({S.REPLIED}),
        access.may_answer_letter,
        lambda user, letter, given: services.close_letter(actor=user, letter=letter),
        said="已办结。",
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
