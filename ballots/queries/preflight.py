"""What of the database would betray when a ballot was cast."""

from ballots.models import Vote
from ballots.sql import traces

WORDS = {
    "log_statement": "记录所执行的语句",
    "log_min_duration_statement": "记录较慢的语句",
    "log_min_duration_sample": "抽样记录语句",
    "log_transaction_sample_rate": "抽样记录事务",
    "log_duration": "记录每条语句的时刻",
    "log_parameter_max_length_on_error": "出错时记录参数",
    "log_statement_stats": "记录每条语句的用时",
    "log_parser_stats": "记录每条语句的用时",
    "log_planner_stats": "记录每条语句的用时",
    "log_executor_stats": "记录每条语句的用时",
    "debug_print_parse": "记录语句的内部形式",
    "debug_print_rewritten": "记录语句的内部形式",
    "debug_print_plan": "记录语句的内部形式",
    "track_commit_timestamp": "记录每次提交的时间",
    "archive_mode": "归档写入日志",
    "shared_preload_libraries": "预先装入外来程序",
    "session_preload_libraries": "预先装入外来程序",
    "local_preload_libraries": "预先装入外来程序",
    "library_setting": "打开外来程序的记录",
    "hidden": "看不到服务器的设置",
    "replication_slots": "向别的服务器复制数据",
    "standby": "正在向别的服务器发送写入日志",
    "publication": "向别的数据库发布票箱的表",
    "subscription": "从别的数据库接收数据",
    "event_trigger": "装有事件触发器",
    "trigger": "票箱的表上装有触发器",
    "constraint": "票箱的表上有约束会调用别的函数",
    "policy": "票箱的表上装有行级策略",
    "column": "票箱的表上有列会记下次序或时间",
    "index": "票箱的表上有按表达式建立的索引",
    "search_path": "改变了查找表和函数的次序",
    "rule": "票箱的表上装有改写规则",
    "function": "投票或锁定评议表的函数不是本程序的",
    "file": "数据库文件别的用户可以读写",
}


def telltale_settings(vote: Vote) -> list[str]:
    """What of the database would leave traces of casting, in Chinese; empty when nothing would."""
    return [_words(trace) for trace in traces.traces()]


def changed_settings(vote: Vote) -> list[str]:
    """What is found now and was not signed for when the vote was opened, in Chinese."""
    signed = vote.preflight_note.split("；")
    return [words for words in telltale_settings(vote) if words not in signed]


def _words(trace: traces.Trace) -> str:
    what = f"{trace.what} = {trace.value}" if trace.what in traces.TRACELESS_VALUES else trace.value
    whose = {"": "", "ALL": "，对全部角色"}.get(trace.role, f"，角色 {trace.role}")
    return f"{WORDS[trace.what]}（{what}{whose}）"
