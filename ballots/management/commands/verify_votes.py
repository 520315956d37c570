"""``manage.py verify_votes``: compare stored counts, audit, report and published files of every counted vote."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ballots.queries.anchors import anchors_of
from ballots.queries.differences import counted_votes, found_differences
from ballots.queries.files import COUNTS, INTERNAL, kept_file
from rulebook.ballot.publication import file_digest


class Command(BaseCommand):
    help = "逐次核对封存的计数、审计记录、计票报告和公布文件，说明哪里不一致，并列出应与签字的计票报告相同的校验值。"

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        votes = counted_votes()
        for vote in votes:
            found = found_differences(vote)
            wrong += bool(found)
            self.stdout.write(f"{'✗' if found else '✓'} {vote.title}（第 {vote.pk} 号）")
            for sentence in found:
                self.stdout.write(f"    {sentence}。")
            for name in (COUNTS, INTERNAL):
                if (kept := kept_file(vote, name)) is not None:
                    self.stdout.write(f"    {name} {file_digest(kept)}")
            if anchors := anchors_of(vote):
                self.stdout.write(f"    审计记录第 {anchors.event} 条 {anchors.hash}")
        if wrong:
            raise CommandError(
                f"{len(votes)} 次投票中有 {wrong} 次不一致，请报告市纪委监督员，并与签字的计票报告核对。"
            )
        self.stdout.write(f"{len(votes)} 次投票，计数、审计记录、计票报告和公布文件全部一致。")
