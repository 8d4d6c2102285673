"""One request key, one effect: a request that is sent again gets the answer of the first time."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from cadastre.domain.errors import InvalidInput, KeyReused
from cadastre.domain.findings import Text
from cadastre.models import IdempotentAnswer

LONGEST_KEY = 200


def body_sha256(body: Any) -> str:
    """Return the digest of a request body: equal for equal content, whatever the key order."""
    text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def once(
    act: Callable[[], dict[str, Any]],
    *,
    actor: str,
    key: str,
    action: str,
    body: Any,
    now: datetime,
) -> dict[str, Any]:
    """Do ``act`` once for this actor's key, and give later requests the same answer.

    Parameters
    ----------
    act
        What is done; its answer is plain JSON. Whatever it writes is written with the answer, in
        one transaction, or not at all. A refusal is not kept: the key may be used again.
    key
        Chosen by the caller. Empty: the act is done each time.
    action, body
        What was asked; the same key for anything else is refused.

    Raises
    ------
    KeyReused
        The key came before with another body or for another act.
    InvalidInput
        The key is longer than 200 characters.
    """
    if not key:
        with transaction.atomic():
            return act()
    if len(key) > LONGEST_KEY:
        raise InvalidInput(
            Text("请求键最长 200 个字符。", "A request key has 200 characters at the most.")
        )
    digest = body_sha256(body)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 19152))", [f"{actor}\n{key}"]
            )
        before = IdempotentAnswer.objects.filter(actor=actor, request_key=key).first()
        if before is not None:
            if (before.body_sha256, before.action) != (digest, action):
                raise _reused(key, before)
            return dict(before.answer)
        answer = json.loads(json.dumps(act(), cls=DjangoJSONEncoder))
        IdempotentAnswer.objects.create(
            actor=actor, request_key=key, action=action, body_sha256=digest, answer=answer, at=now
        )
        return dict(answer)


def _reused(key: str, before: IdempotentAnswer) -> KeyReused:
    return KeyReused(
        Text(
            f"请求键 {key} 已于 {before.at:%Y-%m-%d %H:%M} 用于 {before.action}，内容与本次不同。",
            f"Request key {key} was used at {before.at:%Y-%m-%d %H:%M} for {before.action}, "
            "with other content.",
        ),
        advice=Text(
            "要办理新的事项，请换一个请求键。", "For another act choose another request key."
        ),
    )
