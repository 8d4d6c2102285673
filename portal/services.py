"""Every write of the integrators' page: tokens with which programs act for an account."""

from django.db import transaction
from knox.models import AuthToken

from accounts.models import Account
from cadastre.domain.errors import Conflict, NotAllowed, NotFound
from cadastre.domain.findings import Text
from portal.selectors import may_hold_tokens, tokens_of

TOKENS_AT_MOST = 5


@transaction.atomic
def token_issue(account: Account) -> str:
    """Issue a token and return it; only its digest is kept, so it can be shown only now.

    Raises
    ------
    NotAllowed
        The account has no role under which programs work.
    Conflict
        The account holds as many tokens as it may.
    """
    if not may_hold_tokens(account):
        raise NotAllowed(
            Text(
                "您的账号没有“数据共享”或“测绘”角色，不能申请令牌。",
                "Your account is neither integrator nor surveyor, so it cannot hold a token.",
            ),
            advice=Text("请联系本机构管理员。", "Ask the office's administrator."),
        )
    Account.objects.select_for_update().get(pk=account.pk)
    held = tokens_of(account).count()
    if held >= TOKENS_AT_MOST:
        raise Conflict(
            Text(
                f"您已有 {held} 个令牌，每个账号最多 {TOKENS_AT_MOST} 个。",
                f"You hold {held} tokens; an account may hold {TOKENS_AT_MOST}.",
            ),
            advice=Text("请先撤销一个不再使用的令牌。", "Revoke one that is no longer used."),
        )
    _, token = AuthToken.objects.create(account)
    return token


def token_revoke(account: Account, *, token_key: str) -> None:
    """Make a token worthless at once. Raises NotFound when the account has none of that name."""
    revoked, _ = tokens_of(account).filter(token_key=token_key).delete()
    if not revoked:
        raise NotFound(
            Text(
                f"没有以 {token_key} 开头的令牌，可能已经撤销。",
                f"You have no token beginning with {token_key}; it may be revoked already.",
            )
        )
