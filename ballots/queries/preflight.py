"""What of the database would betray when a ballot was cast."""

from ballots.models import Vote
from ballots.sql import traces

SETTING_WORDS = {
    "log_statement": "记录所执行的语句",
    "log_min_duration_statement": "记录较慢的语句",
    "log_min_duration_sample": "抽样记录语句",
    "log_transaction_sample_rate": "抽样记录事务",
    "log_duration": "记录每条语句的时刻",
    "log_parameter_max_length_on_error": "出错时记录参数",
    "track_commit_timestamp": "记录每次提交的时间",
    "archive_mode": "归档写入日志",
    "replication_slots": "向别的服务器复制数据",
}


def telltale_settings(vote: Vote) -> list[str]:
    """What of the database's own settings would leave traces of casting, in Chinese; empty when nothing would."""
    return [f"{SETTING_WORDS[name]}（{name} = {value}）" for name, value in traces.settings_with_traces()]
