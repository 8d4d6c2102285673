"""What a browser asked last is answered before a test's tables are emptied."""

from queue import Queue
from threading import Event, Thread, Timer, current_thread

import pytest
from django.core.signals import request_started

from tests.browser.conftest import answer_what_was_asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_request_left_behind_is_over_before_the_next_test(visitor, live_server):
    """A preview still at work held rows, and the tables of its test could not be emptied."""
    at_work: Queue[Thread] = Queue()
    may_end = Event()

    def slow(environ: dict[str, str], **_: object) -> None:
        if environ["PATH_INFO"] == "/left-behind":
            at_work.put(current_thread())
            may_end.wait(timeout=60)

    someone = visitor()
    page = someone.open("/accounts/login/")
    request_started.connect(slow)
    try:
        page.evaluate("void fetch('/left-behind')")
        left_behind = at_work.get(timeout=20)
        someone.context.close()
        assert left_behind.is_alive()
        Timer(0.5, may_end.set).start()
        answer_what_was_asked(live_server.url)
        assert not left_behind.is_alive()
    finally:
        request_started.disconnect(slow)
