"""The recognizer: what the encoder is given, models that cannot be loaded, and real speech."""

import difflib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.guards import goes_in_circles
from desktop.engine.log_mel import LogMel, plan_context
from desktop.engine.media import MediaFile
from desktop.engine.recognizer import Recognizer
from desktop.engine.whisper_model import load_whisper_from_memory
from desktop.errors import ModelError
from desktop.models.model_folder import ModelInfo, open_model_folder
from desktop.paths import bundled_asset

MEL_80 = {"feature_size": 80, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
rng = np.random.default_rng(7)


def test_context_is_hardly_longer_than_the_audio_and_avoids_the_trap() -> None:
    before = 0
    for n_samples in range(0, 480_001, 160):
        planned = plan_context(n_samples)
        n_frames = planned // 160
        assert n_frames * 160 == planned
        assert n_frames not in (160, 159, 256, 255)
        assert n_frames % 2 == 0
        assert 16_000 <= planned <= 480_000
        assert before <= planned >= min(n_samples + 1_600, 480_000)
        assert planned - n_samples <= max(16_000, 1_600 + n_samples / 5)
        before = planned


def test_the_log_mel_has_the_shape_the_encoder_wants() -> None:
    samples = rng.normal(0, 0.1, 50_000).astype(np.float32)
    dynamic, padded = LogMel(MEL_80, True)(samples), LogMel(MEL_80, False)(samples)
    assert dynamic.shape == (1, 80, plan_context(50_000) // 160)
    assert padded.shape == (1, 80, 3000)
    assert dynamic.dtype == padded.dtype == np.float32
    assert LogMel(MEL_80, False)(np.zeros(500_000, np.float32)).shape == (1, 80, 3000)


@pytest.mark.slow
@pytest.mark.parametrize(("n_mels", "dynamic"), [(80, True), (80, False), (128, False)])
def test_the_log_mel_equals_that_of_transformers(n_mels: int, dynamic: bool) -> None:
    transformers = pytest.importorskip("transformers")
    samples = rng.normal(0, 0.1, 40_000).astype(np.float32)
    ours = LogMel({**MEL_80, "feature_size": n_mels}, dynamic)(samples)
    reference = transformers.WhisperFeatureExtractor(feature_size=n_mels)
    padded = np.zeros(ours.shape[2] * 160, np.float32)
    padded[:40_000] = samples
    theirs = reference(padded, sampling_rate=16_000, padding=False, return_tensors="np")
    np.testing.assert_allclose(ours, theirs["input_features"], atol=1e-4)


def test_a_folder_of_rubbish_is_refused(fake_model: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Recognizer(open_model_folder(fake_model))
    assert caught.value.code == "model_load_failed"
    assert caught.value.details["path"] == str(fake_model)


def test_a_text_that_goes_in_circles_is_decoded_again(
    make_tiny_whisper: Callable[..., Path], tmp_path: Path
) -> None:
    words = ["Hej", "då.", *["och", "så"] * 30]
    circling = Recognizer(open_model_folder(make_tiny_whisper(tmp_path / "m", words)), n_threads=1)
    heard = circling.recognize(np.zeros(100_000, np.float32))
    assert heard.text.startswith("Hej då. och så och så")
    assert not goes_in_circles(heard)


def test_a_text_that_does_not_is_left_alone(tiny_whisper: Path) -> None:
    heard = Recognizer(open_model_folder(tiny_whisper), n_threads=1).recognize(
        np.zeros(48_000, np.float32)
    )
    assert heard.text == "Det här är ett prov."
    assert heard.avg_logprob == pytest.approx(0, abs=0.01)
    assert heard.no_speech_prob < 0.01


@pytest.fixture(scope="module")
def starter(model_folder: Path) -> Recognizer:
    return Recognizer(open_model_folder(model_folder), n_threads=1)


@pytest.fixture(scope="module")
def sample() -> np.ndarray:
    media = MediaFile(bundled_asset("sample", "sample.flac"))
    pcm = np.concatenate(list(media.blocks()))
    media.close()
    return pcm.astype(np.float32) / 32768


def likeness(text: str, expected: str) -> float:
    """The share of words that two texts have in common, in order."""
    words, wanted = (re.findall(r"\w+", one.lower()) for one in (text, expected))
    return difflib.SequenceMatcher(None, words, wanted, autojunk=False).ratio()


def test_the_starter_understands_the_sample(starter: Recognizer, sample: np.ndarray) -> None:
    expected = bundled_asset("sample", "sample.txt").read_text("utf-8")
    pause = int(4.25 * 16_000)  # between its sentences, where the detector cuts as well
    heard = [starter.recognize(part) for part in (sample[:pause], sample[pause:])]
    assert likeness(" ".join(one.text for one in heard), expected) > 0.7
    assert all(one.avg_logprob > -1 for one in heard)


def test_what_was_heard_before_changes_no_word(
    starter: Recognizer, sample: np.ndarray, model_folder: Path
) -> None:
    """Also of what the model doubts: here it is noise and half-heard words."""
    odd = [rng.normal(0, 0.1, 48_000).astype(np.float32), sample[::-1].copy(), sample[30_000::2]]
    first = [starter.recognize(samples) for samples in (*odd, sample)]
    other = Recognizer(open_model_folder(model_folder), n_threads=1)
    assert [other.recognize(samples) for samples in (sample, *odd[::-1])] == first[::-1]


def test_words_are_those_of_the_text_in_the_order_they_were_said(
    starter: Recognizer, sample: np.ndarray
) -> None:
    for samples in (sample[:68_000], sample, np.resize(sample, 480_000), sample[:9_000]):
        heard = starter.recognize(samples)
        assert " ".join(word.text for word in heard.words) == heard.text
        ids = [token for word in heard.words for token in word.ids]
        assert starter._tokenizer.decode(ids).split() == heard.text.split()
        before_s = 0.0
        for word in heard.words:
            assert before_s <= word.start_s < word.end_s <= len(samples) / 16_000
            assert 0 < word.confidence <= 1
            before_s = word.end_s


def test_decoding_goes_on_after_settled_words(starter: Recognizer, sample: np.ndarray) -> None:
    samples = sample[:68_000]
    free = starter.recognize(samples)
    for n_words in range(1, len(free.words) + 1):
        forced = starter.recognize(samples, settled=free.words[:n_words])
        assert forced.text == free.text
        assert forced.words == free.words
        assert forced.avg_logprob == pytest.approx(free.avg_logprob, abs=0.01)
    heard = starter.recognize(samples, settled=(free.words[0], free.words[3]))
    assert heard.text.startswith(f"{free.words[0].text} {free.words[3].text}")
    assert heard.avg_logprob < free.avg_logprob - 0.1


def test_in_a_batch_each_utterance_gets_what_it_gets_alone(
    starter: Recognizer, sample: np.ndarray, model_folder: Path
) -> None:
    lengths = [40_000, 41_000, 42_000, 9_000, 68_000, 0, 41_500, 70_000, 41_200]
    parts = [sample[1_000 * i :][:n] for i, n in enumerate(lengths)]
    parts.append(rng.normal(0, 0.1, 41_000).astype(np.float32))
    alone = [starter.recognize(part) for part in parts]
    assert dict(starter.recognize_many(parts)) == dict(enumerate(alone))
    backwards = dict(starter.recognize_many(parts[::-1]))
    assert [backwards[i] for i in range(len(parts))] == alone[::-1]
    two_at_once = Recognizer(open_model_folder(model_folder), n_threads=1, n_workers=2)
    assert dict(two_at_once.recognize_many(parts)) == dict(enumerate(alone))


def test_a_circle_in_a_batch_is_decoded_again(
    make_tiny_whisper: Callable[..., Path], tmp_path: Path
) -> None:
    words = ["Hej", "då.", *["och", "så"] * 30]
    circling = Recognizer(open_model_folder(make_tiny_whisper(tmp_path / "m", words)), n_threads=1)
    for _, heard in circling.recognize_many([np.zeros(100_000, np.float32)] * 3):
        assert not goes_in_circles(heard)


def test_decoding_many_can_be_left_before_its_end(starter: Recognizer, sample: np.ndarray) -> None:
    many = starter.recognize_many([sample[:n] for n in range(20_000, 60_000, 10_000)])
    next(many)
    many.close()
    assert list(starter.recognize_many([])) == []


def test_a_prompt_holds_as_much_of_the_vocabulary_as_there_is_room_for(
    model_folder: Path, sample: np.ndarray
) -> None:
    info = replace(open_model_folder(model_folder), base="a model that was taught prompts")
    prompted = Recognizer(info, n_threads=1)
    vocabulary = tuple(f"Åsa Öberg {i}" for i in range(200))
    before_text = prompted._build_prompt("sv", vocabulary)
    assert prompted._tokenizer.decode(before_text).startswith(" Åsa Öberg 0, Åsa Öberg 1")
    assert len(before_text) <= 224
    prompted.recognize(sample, vocabulary=vocabulary, beam_size=1)


def test_a_model_that_was_never_taught_prompts_gets_none(starter: Recognizer) -> None:
    assert starter._build_prompt("sv", ("Åsa",)) == starter._build_prompt("sv", ())


def test_a_term_takes_the_place_of_what_it_was_heard_as(
    starter: Recognizer, sample: np.ndarray
) -> None:
    samples = sample[:68_000]
    free = starter.recognize(samples)
    doubted = min(free.words[1:], key=lambda word: word.confidence)
    term = doubted.text.rstrip(".").upper()
    heard = starter.recognize(samples, vocabulary=(term,))
    assert heard.text == free.text.replace(doubted.text.rstrip("."), term)
    at = free.words.index(doubted)
    settled = starter.recognize(samples, vocabulary=(term,), settled=heard.words[: at + 1])
    assert settled.text == heard.text
    assert dict(starter.recognize_many([samples], vocabulary=(term,))) == {0: heard}


def test_audio_of_any_length_is_taken(starter: Recognizer, sample: np.ndarray) -> None:
    for n_samples in (0, 1, 4_000, 16_000, 25_440, 25_600, 480_000):
        starter.recognize(np.resize(sample, n_samples))


def test_languages(starter: Recognizer) -> None:
    assert starter.knows_language("sv")
    assert not starter.knows_language("klingon")


def test_a_model_loads_with_no_path_as_well(model_folder: Path) -> None:
    model = load_whisper_from_memory(model_folder, {"device": "cpu", "intra_threads": 1})
    assert model.n_mels == open_model_folder(model_folder).n_mels


def test_a_model_loads_from_an_odd_and_long_path(model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Åsas modell 'x' %"
    while len(str(folder)) < 300:
        folder = folder / ("mycket lång mapp " * 3).strip()
    folder.mkdir(parents=True)
    for file in model_folder.iterdir():
        (folder / file.name).symlink_to(file)
    Recognizer(open_model_folder(folder), n_threads=1)


def test_a_wrong_number_of_mels_is_refused(model_folder: Path, tmp_path: Path) -> None:
    for file in model_folder.iterdir():
        if file.name != "preprocessor_config.json":
            (tmp_path / file.name).symlink_to(file)
    config = json.loads((model_folder / "preprocessor_config.json").read_text("utf-8"))
    config["feature_size"] = 128
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(config), "utf-8")
    info = open_model_folder(model_folder)
    with pytest.raises(ModelError) as caught:
        Recognizer(ModelInfo(**{**vars(info), "folder": tmp_path}), n_threads=1)
    assert caught.value.code == "model_load_failed"
    assert "128" in caught.value.details["reason"]
