"""What the audit verbs of mass surveys are called in Chinese."""

VERBS = {
    "create_survey": "建立万人评议",
    "update_survey": "修改万人评议",
    "import_outside_survey": "导入外单位评议结果",
    "prepare_survey_vote": "准备万人评议投票",
}
