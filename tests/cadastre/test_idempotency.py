"""One key, one effect."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from cadastre.domain.errors import Conflict, InvalidInput, KeyReused
from cadastre.domain.findings import Text
from cadastre.http import status_of
from cadastre.idempotency import body_sha256, once
from cadastre.models import IdempotentAnswer, SpatialSource
from tests import factories


def make_source(key: str = "k-1", *, title: str = "示例", actor: str = "registrar") -> dict:
    """Write one row, once for the key."""
    return once(
        lambda: {"id": factories.source(title).pk, "title": title},
        actor=actor,
        key=key,
        action="source.make",
        body={"title": title},
        now=factories.NOW,
    )


@pytest.mark.django_db
def test_the_same_request_has_one_effect_and_the_same_answer():
    first = make_source()
    assert make_source() == first
    assert SpatialSource.objects.count() == 1


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused():
    make_source()
    with pytest.raises(KeyReused) as refusal:
        make_source(title="另一个")
    assert status_of(refusal.value) == 422
    assert "k-1" in refusal.value.message.zh
    assert SpatialSource.objects.count() == 1


@pytest.mark.django_db
def test_another_act_under_the_same_key_is_refused():
    make_source()
    with pytest.raises(KeyReused):
        once(
            dict,
            actor="registrar",
            key="k-1",
            action="x",
            body={"title": "示例"},
            now=factories.NOW,
        )


@pytest.mark.django_db
def test_keys_of_two_actors_have_nothing_to_do_with_each_other():
    assert make_source() != make_source(actor="other")


@pytest.mark.django_db
def test_without_a_key_each_request_counts():
    make_source("")
    make_source("")
    assert SpatialSource.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free():
    def refuse() -> dict:
        factories.source("never")
        raise Conflict(Text("不行", "no"))

    with pytest.raises(Conflict):
        once(refuse, actor="a", key="k", action="x", body={}, now=factories.NOW)
    assert not SpatialSource.objects.exists()
    assert once(lambda: {"n": 1}, actor="a", key="k", action="x", body={}, now=factories.NOW)


@pytest.mark.django_db
def test_a_key_is_not_endless():
    with pytest.raises(InvalidInput):
        make_source("k" * 201)


def test_the_order_of_keys_in_a_body_does_not_matter():
    assert body_sha256({"a": 1, "b": [1, 2]}) == body_sha256({"b": [1, 2], "a": 1})
    assert body_sha256({"b": [2, 1]}) != body_sha256({"b": [1, 2]})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["update cadastre_idempotentanswer set answer = '{}'", "delete from cadastre_idempotentanswer"],
)
def test_an_answer_is_kept_as_it_was(statement):
    make_source()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert IdempotentAnswer.objects.get().answer["title"] == "示例"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect_and_one_answer():
    answers: list[dict] = []
    barrier = Barrier(20)

    def work() -> None:
        barrier.wait(timeout=30)
        answers.append(make_source())
        connection.close()

    threads = [Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 20
    assert all(answer == answers[0] for answer in answers)
    assert SpatialSource.objects.count() == 1
