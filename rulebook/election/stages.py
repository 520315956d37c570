"""The departments' election as dates and years: its stages (S3-16), and who was low before (S3-15)."""

from datetime import date

from rulebook.meeting.rounds import StageDates


def default_election_stages(year: int) -> tuple[StageDates, ...]:
    """S3-16: mobilisation to 30 June, assessment July and August, rectification and vote in September, summary in October."""
    return (
        StageDates("mobilise", "动员部署", date(year, 6, 1), date(year, 6, 30)),
        StageDates("assess", "评议检查", date(year, 7, 1), date(year, 8, 31)),
        StageDates("rectify", "整改和投票评选", date(year, 9, 1), date(year, 9, 30)),
        StageDates("summarise", "总结通报", date(year, 10, 1), date(year, 10, 31)),
    )
