"""``manage.py create_administrator``: the first account of an installation; all others are made on the pages."""

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
    help = "建立系统管理员账号，并打印第一次登录用的密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default="guanli", help="登录名")
        parser.add_argument("--name", default="系统管理员", help="姓名")
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
        """The bureau if it is not there yet, the account and its post."""
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"登录名 {options['username']} 已有账号，请用 --username 换一个。")
        bureau = Unit.objects.filter(code=options["unit_code"]).first()
        if bureau is None:
            bureau = Unit(code=options["unit_code"], name=options["unit_name"], kind=UnitKind.BUREAU)
            save_unit(actor=None, unit=bureau)
        user, password = create_user(actor=None, username=options["username"], name=options["name"])
        appoint(actor=None, unit=bureau, role=Role.ADMINISTRATOR, user=user)
        self.stdout.write(
            f"登录名：{user.username}\n第一次登录的密码：{password}\n登录后须先换成自己的密码。"
        )
