"""Points of a change that name the source they have: believed where the register says the same."""

from dataclasses import replace
from uuid import uuid4

import pytest

from parcels.models import Parcel
from parcels.selectors import content_of
from parcels.taken_over import taken_over
from tests import factories
from tests.parcels.test_requests import post, registrar, split

__all__ = ["post", "registrar"]  # fixtures that pytest finds by their names

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel() -> Parcel:
    return factories.parcel()


def before() -> object:
    return Parcel.objects.current()


def points(content) -> list:
    return [point for part in content.parts for ring in part for point in ring]


def changed(content, **changes):
    """Return the content with its first point changed."""
    ((first, *others),) = content.parts[0]
    return replace(content, parts=(((replace(first, **changes), *others),),))


def test_what_is_named_and_true_is_kept_with_file_and_line(parcel):
    said = changed(content_of(parcel), source_file="other.txt", source_line=99)
    (kept,) = taken_over([said], before())
    assert points(kept)[0].source_id == str(parcel.source_id)
    assert (points(kept)[0].source_file, points(kept)[0].source_line) == ("square.txt", 1)
    assert kept == content_of(parcel)


@pytest.mark.parametrize("claimed", ["5b3f2d51-7d0c-4c11-9c55-0a2e6a1f7c10", "no key", "'"])
def test_another_source_is_not_believed(parcel, claimed):
    (kept,) = taken_over([changed(content_of(parcel), source_id=claimed)], before())
    assert points(kept)[0].source_id == ""
    assert points(kept)[1].source_id == str(parcel.source_id)


def test_a_point_that_moved_is_of_the_change(parcel):
    moved = changed(content_of(parcel), northing_m=content_of(parcel).parts[0][0][0].northing_m + 1)
    (kept,) = taken_over([moved], before())
    assert points(kept)[0].source_id == ""


def test_a_point_that_names_none_is_of_the_change(parcel):
    (kept,) = taken_over([changed(content_of(parcel), source_id="")], before())
    assert points(kept)[0].source_id == ""


def test_over_the_api_a_forged_source_is_not_believed_and_a_true_one_is(post, parcel):
    body = split()
    west, _ = body["results"]
    west["rings"][0][0]["source_id"] = str(parcel.source_id)
    west["rings"][0][1]["source_id"] = str(uuid4())
    assert post(body).status_code == 201
    first, second = Parcel.objects.current().order_by("parcel_code")[0].points.all()[:2]
    assert first.source_id == parcel.source_id
    assert second.source.title == "分割测量"
