import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.finetune.subwords import Subwords
from training.finetune.tokenizer import build_tokenizer

TOKENIZER = build_tokenizer()
SUBWORDS = Subwords(TOKENIZER)
TEXTS = ["Ett gnälligt tandem, 1 914 humlor!", "Örjan åt älgen\u2026", "naïve façade 😀", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_without_dropout_it_is_the_tokenizer(text: str) -> None:
    wanted = TOKENIZER(text, add_special_tokens=False).input_ids
    assert SUBWORDS.cut(text, 0.0, np.random.default_rng(0)) == wanted


@given(st.text(max_size=40), st.floats(0.01, 0.99), st.integers(0, 9))
@settings(deadline=None)
def test_any_cut_says_the_same(text: str, dropout: float, seed: int) -> None:
    ids = SUBWORDS.cut(text, dropout, np.random.default_rng(seed))
    wanted = TOKENIZER(text, add_special_tokens=False).input_ids
    decode = TOKENIZER.backend_tokenizer.decode
    assert decode(ids) == decode(wanted)
    assert ids == SUBWORDS.cut(text, dropout, np.random.default_rng(seed))
    assert set(ids) <= SUBWORDS.find_reachable([text])


def test_more_dropout_makes_more_pieces() -> None:
    text = "Departementet sammanfattade de internationella förhandlingarna."
    rng = np.random.default_rng(0)
    n_pieces = [
        np.mean([len(SUBWORDS.cut(text, dropout, rng)) for _ in range(50)])
        for dropout in (0.0, 0.1, 0.5, 1.0)
    ]
    assert n_pieces == sorted(n_pieces)
    assert n_pieces[0] < n_pieces[1] < n_pieces[2] - 5
    assert n_pieces[3] == len(text.encode()), "single bytes"
