"""Attention heads chosen by word times that are known, on a checkpoint that hears three tones."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import tokenizers

import convert.alignment
from convert.alignment import (
    Listener,
    choose_heads,
    compute_errors,
    find_words,
    measure_word_times,
    tokenize,
    write_heads,
)
from convert.audio import Sample
from convert.checkpoint import read_checkpoint
from convert.errors import SampleError
from convert.export import export_model
from convert.options import ExportOptions
from convert.timed_speech import TimedSample, TimedWord, read_timed_speech
from convert.verify import verify_model_folder

pytestmark = pytest.mark.slow


@pytest.fixture
def timed_speech(samples: tuple[Path, ...], sentences: tuple[str, ...], tmp_path: Path) -> Path:
    """The tones as a speech dataset, their words said in equal times, and one without times."""
    rows: list[dict[str, object]] = [{"file_name": samples[0].name, "text": "Utan tider."}]
    for path, text in zip(samples, sentences, strict=True):
        step_s = 1.2 / len(text.split())
        words = [
            {"text": word, "start_s": i * step_s, "end_s": (i + 1) * step_s}
            for i, word in enumerate(text.split())
        ]
        rows.append({"file_name": path.name, "text": text, "words": words})
    folder = tmp_path / "tal"
    shutil.copytree(samples[0].parent, folder)
    write_rows(folder, rows)
    return folder


def write_rows(folder: Path, rows: list[dict[str, object]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "metadata.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_export_chooses_heads_and_tells_how_good_they_are(
    checkpoint: Path, timed_speech: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    options = ExportOptions(samples=samples[:1], words=timed_speech)
    seen: list[tuple[int, int]] = []
    exported = export_model(
        checkpoint, tmp_path / "m", options, lambda n, total, _: seen.append((n, total))
    )
    assert seen == [(n, 8) for n in range(9)]
    assert exported.word_times is not None
    assert exported.word_times.n_words == sum(
        len(one.words) for one in read_timed_speech(timed_speech)
    )
    assert 0 < exported.word_times.starts_ms < 1200
    verify_model_folder(exported.folder)
    heads = json.loads((exported.folder / "config.json").read_text("utf-8"))["alignment_heads"]
    known = read_timed_speech(timed_speech)
    assert [tuple(head) for head in heads] == choose_heads(read_checkpoint(checkpoint), known, "sv")


def test_heads_are_measured_as_ctranslate2_uses_them(
    checkpoint: Path,
    timed_speech: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(convert.alignment, "WORST_S", 100.0)
    options = ExportOptions(samples=samples[:1], quantization="float32")
    folder = export_model(checkpoint, tmp_path / "m", options, lambda *_: None).folder
    known = read_timed_speech(timed_speech)
    sets = [[(0, 0)], [(1, 0)], [(0, 0), (1, 0)]]
    measured_s = Listener(read_checkpoint(checkpoint), "sv", known).measure(sets)
    assert max(measured_s) > min(measured_s) + 0.1
    for heads, error_s in zip(sets, measured_s, strict=True):
        write_heads(folder, heads)
        found = measure_word_times(folder, known, "sv", dynamic_context=True)
        assert (found.starts_ms + found.ends_ms) / 2 == pytest.approx(error_s * 1000, abs=1)


def test_errors_are_those_of_word_edges_inside_an_utterance(checkpoint: Path) -> None:
    tokenizer = tokenizers.Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    text = "Tåget, går – nu!"
    ids = tokenize(tokenizer, text, "")
    words = find_words(tokenizer, ids)
    assert len(words) == 4
    pieces = ["".join(tokenizer.decode(ids[first:end])).strip() for first, end in words]
    assert pieces == ["Tåget", "går", "–", "nu"]
    times = [(0.0, 0.4), (0.5, 0.7), (0.7, 0.8), (0.9, 1.2)]
    timed = TimedSample(
        Sample("prov", np.zeros(16_000, np.float32)),
        text,
        tuple(TimedWord(word, *span) for word, span in zip(text.split(), times, strict=True)),
    )
    starts = np.zeros((1, len(ids) + 1))
    for (first, end), (start_s, end_s) in zip(words, times, strict=True):
        starts[0, first], starts[0, end] = start_s + 0.01, end_s + 0.02
    starts[0, words[3][0]] += 0.5
    late = compute_errors(timed, tokenizer, ids, starts)[0]
    np.testing.assert_allclose(late[0], [0.01, 0.01, 0.51])
    with pytest.raises(ValueError, match="2 words"):
        compute_errors(timed, tokenizer, tokenize(tokenizer, "Ett två", ""), starts)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"text": "Hej.", "words": [{"text": "Då.", "start_s": 0, "end_s": 1}]}, "line 1"),
        ({"text": "Hej.", "words": [{"text": "Hej."}]}, "start_s"),
        ({"text": "Hej."}, "no utterance with word times"),
    ],
)
def test_faulty_word_times_are_told(row: dict[str, object], fault: str, tmp_path: Path) -> None:
    write_rows(tmp_path, [{"file_name": "a.wav", **row}])
    with pytest.raises(SampleError, match=fault):
        read_timed_speech(tmp_path)


def test_a_folder_that_is_no_dataset_is_told(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match=r"metadata\.jsonl cannot be read"):
        read_timed_speech(tmp_path)
