"""An interruption that a callback swallows is heard all the same."""

import gc
import signal
import subprocess
import sys

import pytest

from twin.core import interrupt

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Swallows:
    """Is interrupted where Python prints an exception and goes on."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def python_own_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interruption_lost_in_a_finalizer_is_heard_at_the_next_check():
    with interrupt.kept():
        interrupt.check()
        swallows = Swallows()
        del swallows
        gc.collect()
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()
    interrupt.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_in_plain_code_is_raised_at_once():
    with pytest.raises(KeyboardInterrupt), interrupt.kept():
        signal.raise_signal(signal.SIGINT)
    interrupt.check()


def test_ignored_interruptions_stay_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupt.kept():
        signal.raise_signal(signal.SIGINT)
        interrupt.check()


def test_what_an_interruption_becomes_on_its_way_out_is_still_an_interruption():
    def half_made():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            raise AttributeError("half made")

    with pytest.raises(KeyboardInterrupt) as caught, interrupt.kept():
        half_made()
    assert isinstance(caught.value.__cause__, AttributeError)


def test_a_failure_without_an_interruption_stays_what_it_is():
    with pytest.raises(ZeroDivisionError), interrupt.kept():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


HALF_MADE = """
import signal, sys
from twin.cli import app as terminal, main
from twin.cli.guard import guarded

class HalfMade:
    def __init__(self):
        signal.raise_signal(signal.SIGINT)
        self.whole = True
    def __del__(self):
        self.whole

terminal.app.command("half")(guarded(lambda: HalfMade()))
sys.argv = ["twin", "half"]
main()
"""


def test_objects_that_an_interruption_left_half_made_say_nothing():
    done = subprocess.run([sys.executable, "-c", HALF_MADE], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert [line.split(";")[0] for line in done.stderr.splitlines()] == ["twin: interrupted"]
