"""Print where the demo is, who can sign in, and what to try first."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.county import GOLDEN_PARCEL_CODE
from demo.loading import GOLDEN_PROJECT
from demo.people_to_sign_in import DEMO_ACCOUNTS

HELLO = """
  Cadastre 演示 / demo: {base}

  账号 accounts
{accounts}

  先试这些 try first
  1. 登记员 registrar: {base}/cases/  → {parcel}: 无需重新测绘 no new survey needed → 登簿 register
  2. 测绘员 surveyor: {base}/surveys/ → {project}
     各阶段文件与错误样例 files to try: {base}/demo/files/
  3. 公众 public, no account: {base}/public/
  4. 接口 integrators: {base}/integrators/  ·  {base}/api/v1/docs/
"""


class Command(BaseCommand):
    """``bin/manage demo_hello --base-url URL``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = "\n".join(
            f"    {account.username:<11} {account.password:<22} {account.shown_name}"
            for account in DEMO_ACCOUNTS
        )
        self.stdout.write(
            HELLO.format(
                base=options["base_url"].rstrip("/"),
                accounts=accounts,
                parcel=GOLDEN_PARCEL_CODE,
                project=GOLDEN_PROJECT,
            )
        )
