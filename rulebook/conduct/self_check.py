"""The ten questions 十问自查 that a unit asks itself (S3-20). The document names the exercise; the wording is our default."""

QUESTIONS = (
    "服务对象来办事，是否一次告知、限时办结？",
    "窗口和电话是否有人值守，态度是否热情？",
    "办事依据、程序、时限和收费是否公开上墙？",
    "执法是否亮证、依法定程序进行？",
    "有没有吃拿卡要、乱收费、乱罚款？",
    "群众投诉举报是否件件登记、件件答复？",
    "上级布置的工作是否按时完成、有没有推诿扯皮？",
    "内部制度是否健全，有没有执行不到位？",
    "监管责任区是否按时巡查，有没有监管空白？",
    "本单位最突出的问题是什么，整改到哪一步？",
)
ANSWERS = (("yes", "做到了"), ("partly", "基本做到"), ("no", "没有做到"))
ALL_WELL = "yes"


def gaps(answers: dict[str, dict[str, str]]) -> list[str]:
    """Why the self-check cannot be handed in, in Chinese: an open question, or a problem without cause or measure."""
    found = []
    for number, _ in enumerate(QUESTIONS, start=1):
        given = answers.get(str(number), {})
        if given.get("answer") not in dict(ANSWERS):
            found.append(f"第 {number} 问还没有回答。")
        elif given["answer"] != ALL_WELL and not all(
            given.get(part) for part in ("problem", "cause", "measure")
        ):
            found.append(f"第 {number} 问没有完全做到，请写明问题、原因和整改措施。")
    return found
