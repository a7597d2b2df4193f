"""What a trained experiment gets wrong in each test set, utterance by utterance."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch

from training.features.cleaning import SAMPLE_RATE
from training.features.logmel import LogMel
from training.finetune.data import join_audios, pad_audios
from training.finetune.model import CTC_CHARACTERS, TrainableWhisper, encode_ctc_target, load_model
from training.scoring.normalise import normalise
from training.scoring.recognise import load_recogniser, plan_batches, recognise
from training.scoring.recordings import Recording, read_recordings
from training.scoring.silence import make_silent_recordings
from training.scoring.sounds import Noise, add_noise_to
from training.scoring.wer import Edits, count_edits

SYNTHETIC = Path("data/synthetic")
N_TESTED = 300
SHORT_S = 3.5  # of `letters`, whose experiments have heard nothing longer
N_JOINED = 4
SILENCE_MIN = 10.0

# Of each test set: what it is, what is counted, and what its rates are multiplied by.
SETS = {
    "voices": ("unseen voices", "WER %", 100),
    "default": ("default voice", "WER %", 100),
    "noise": ("unseen voices, pink noise at 15 dB", "WER %", 100),
    "joined": ("unseen voices, four sentences joined", "WER %", 100),
    "silence": ("no speech", "words a minute", 60),
    "letters": ("unseen voices, up to 3.5 s, letters by CTC", "CER %", 100),
}


def judge(checkpoint: Path, name: str) -> list[Edits]:
    """Words wrong of each recording of a set and its words, or its letters (`letters`), or the
    words invented and the seconds (`silence`)."""
    recordings = find_recordings(name)
    if name == "letters":
        return spell(load_model(checkpoint), recordings)
    texts = recognise(load_recogniser(checkpoint), recordings, show_progress=False)
    heard = [normalise(text).split() for text in texts]
    if name == "silence":
        seconds = [round(recording.n_samples / SAMPLE_RATE) for recording in recordings]
        return [Edits(s, insertions=len(words)) for s, words in zip(seconds, heard)]
    said = [normalise(recording.text).split() for recording in recordings]
    return [count_edits(reference, words) for reference, words in zip(said, heard)]


@cache
def find_recordings(name: str) -> list[Recording]:
    if name == "silence":
        return make_silent_recordings(SILENCE_MIN)
    folder = SYNTHETIC / ("test_default" if name == "default" else "test_voices")
    recordings = read_recordings(folder)
    if name == "letters":
        return [r for r in recordings if r.n_samples <= SHORT_S * SAMPLE_RATE][:N_TESTED]
    if name == "joined":
        return list(join_recordings(recordings))
    chosen = recordings[:N_TESTED]
    return add_noise_to(chosen, Noise("pink", 15.0)) if name == "noise" else chosen


def join_recordings(recordings: Sequence[Recording]) -> Iterator[Recording]:
    """Each voice's, four at a time."""

    def voice(recording: Recording) -> str:
        return recording.speaker or ""

    for _, group in itertools.groupby(sorted(recordings, key=voice), key=voice):
        pieces = list(group)
        for first in range(0, len(pieces) - N_JOINED + 1, N_JOINED):
            some = pieces[first : first + N_JOINED]
            audio, _ = join_audios([one.load() for one in some], np.random.default_rng(first))
            text = " ".join(one.text for one in some)
            yield Recording(some[0].id, text, len(audio), audio.copy, some[0].speaker)


@torch.inference_mode()
def spell(model: TrainableWhisper, recordings: Sequence[Recording]) -> list[Edits]:
    """Letters wrong by the CTC head alone, the likeliest at each moment."""
    model.eval()
    assert model.ctc_head is not None, "a checkpoint that was trained with CTC, not a final one"
    log_mel = LogMel(model.config.num_mel_bins)
    edits: dict[int, Edits] = {}
    for _, indexes in plan_batches(recordings, model.config.num_mel_bins, full_context=False):
        audio = pad_audios([recordings[index].load() for index in indexes], None, extra_s=0.2)
        encoded = model.model.encoder(log_mel(torch.from_numpy(audio))).last_hidden_state
        for index, row in zip(indexes, model.ctc_head(encoded).argmax(-1).tolist()):
            letters = [one for one, _ in itertools.groupby(row) if one != 0]
            edits[index] = count_edits(encode_ctc_target(recordings[index].text), letters)
    return [edits[index] for index in range(len(recordings))]


assert CTC_CHARACTERS[0] == "_"  # the blank that `spell` leaves out
