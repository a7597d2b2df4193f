"""A batch that is decoded beside the job: in order, with what went wrong, and stoppable."""

from collections.abc import Iterator, Sequence
from threading import Event

import numpy as np
import pytest

from desktop.engine.decoding import Decoding, Found
from desktop.engine.detector import Utterance
from desktop.engine.guards import Hypothesis

BATCH = [Found(Utterance(i, i + 1, i, i + 1, 0.9), i, i + 1) for i in range(4)]
SAMPLES = [np.zeros(16_000, np.float32)] * 4


def say(index: int) -> tuple[int, Hypothesis]:
    return index, Hypothesis(str(index), -0.1, 0.0)


def take_all(decoding: Decoding) -> list[str]:
    return [hypothesis.text for _, hypothesis in decoding.take(wait_s=30)]


def test_what_is_decoded_in_any_order_is_told_in_that_of_time() -> None:
    decoding = Decoding(BATCH, SAMPLES, lambda _: (say(i) for i in (2, 0, 3, 1)))
    taken = list(decoding.take(wait_s=30))
    decoding.close()
    assert [found for found, _ in taken] == BATCH
    assert [hypothesis.text for _, hypothesis in taken] == ["0", "1", "2", "3"]
    assert decoding.is_told
    assert decoding.speed > 0


def test_what_is_there_can_be_taken_while_the_rest_is_decoded() -> None:
    go_on = Event()

    def recognize(samples: Sequence[np.ndarray]) -> Iterator[tuple[int, Hypothesis]]:
        yield say(1)
        yield say(0)
        assert go_on.wait(30)
        yield say(2)
        yield say(3)

    decoding = Decoding(BATCH, SAMPLES, recognize)
    first = decoding.take(wait_s=30)
    assert [next(first)[1].text, next(first)[1].text] == ["0", "1"]
    assert list(decoding.take(wait_s=0)) == []
    assert not decoding.is_told
    go_on.set()
    assert take_all(decoding) == ["2", "3"]
    decoding.close()


def test_what_stops_the_decoding_comes_after_what_was_decoded() -> None:
    def recognize(samples: Sequence[np.ndarray]) -> Iterator[tuple[int, Hypothesis]]:
        yield say(0)
        raise MemoryError

    decoding = Decoding(BATCH, SAMPLES, recognize)
    taken: list[str] = []
    with pytest.raises(MemoryError):
        for _, hypothesis in decoding.take(wait_s=30):
            taken.append(hypothesis.text)
    decoding.close()
    assert taken == ["0"]


def test_closed_it_stops_after_what_is_in_hand() -> None:
    begun, go_on = Event(), Event()
    decoded: list[int] = []

    def recognize(samples: Sequence[np.ndarray]) -> Iterator[tuple[int, Hypothesis]]:
        for i in range(4):
            begun.set()
            assert go_on.wait(30)
            decoded.append(i)
            yield say(i)

    decoding = Decoding(BATCH, SAMPLES, recognize)
    assert begun.wait(30)
    decoding._stopped.set()  # as `close` does, which waits
    go_on.set()
    decoding.close()
    assert decoded == [0]
