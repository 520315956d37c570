"""``manage.py create_administrator``: the first two accounts of an installation; all others are made on the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from registry.models import Unit, User
from registry.models.units import UnitKind
from registry.roles import Role
from registry.services.accounts import appoint, create_user
from registry.services.units import save_unit


class Command(BaseCommand):
    help = "建立系统管理员和安全管理员两个账号，并分别打印第一次登录用的密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default="guanli", help="系统管理员的登录名")
        parser.add_argument("--name", default="系统管理员", help="系统管理员的姓名")
        parser.add_argument("--security-username", default="anquan", help="安全管理员的登录名，须是另一个人")
        parser.add_argument("--security-name", default="安全管理员", help="安全管理员的姓名")
        parser.add_argument("--unit-code", default="SJ00", help="本局的单位编码，与要导入的单位表一致")
        parser.add_argument(
            "--unit-name", default="市工商行政管理局", help="本局的名称，导入单位表后以表为准"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # The first command on a new machine: there may be no tables yet.
        call_command("migrate", verbosity=0)
        self.create(options)

    @transaction.atomic
    def create(self, options: dict[str, Any]) -> None:
        """The bureau if it is not there yet, and the two accounts with their posts; one that is there already stays as it is."""
        wanted = [
            (options["username"], options["name"], Role.ADMINISTRATOR),
            (options["security_username"], options["security_name"], Role.SECURITY_ADMINISTRATOR),
        ]
        if wanted[0][0] == wanted[1][0]:
            raise CommandError("系统管理员和安全管理员须是两个人，登录名不能相同。")
        new = [each for each in wanted if not User.objects.filter(username=each[0]).exists()]
        if not new:
            names = "、".join(username for username, _, _ in wanted)
            raise CommandError(f"登录名 {names} 都已有账号，请用 --username、--security-username 换一个。")
        bureau = Unit.objects.filter(code=options["unit_code"]).first()
        if bureau is None:
            bureau = Unit(code=options["unit_code"], name=options["unit_name"], kind=UnitKind.BUREAU)
            save_unit(actor=None, unit=bureau)
        for username, name, role in new:
            user, password = create_user(actor=None, username=username, name=name, unit=bureau)
            appoint(actor=None, unit=bureau, role=role, user=user)
            self.stdout.write(f"{role.label}\n登录名：{username}\n第一次登录的密码：{password}")
        self.stdout.write("两份密码分别交给两个人，登录后各自换成自己的密码。")
