"""An interruption that a callback swallows is heard all the same."""

import gc
import signal

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
