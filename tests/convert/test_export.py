"""A checkpoint becomes a model folder that says the same, or nothing changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from ctranslate2.specs.model_spec import ACCEPTED_MODEL_TYPES
from safetensors.torch import load_file, save_file

import convert.export
from convert.checkpoint import Checkpoint, read_checkpoint
from convert.errors import DisagreementError, ModelFolderError, OptionError, TargetError
from convert.export import Exported, export_model
from convert.options import QUANTIZATIONS, ExportOptions
from convert.verify import verify_model_folder

pytestmark = pytest.mark.slow

LOAD_IN_FASTER_WHISPER = """
import sys
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu")
segments, info = model.transcribe(sys.argv[2], language="sv", beam_size=1)
print(len(list(segments)), info.duration, model.feature_extractor.mel_filters.shape[0])
"""

EXPORT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from convert.export import export_model
from convert.options import ExportOptions

def die(n_done, n_steps, what):
    if sys.argv[1] in what:
        os.kill(os.getpid(), signal.SIGKILL)

options = ExportOptions(samples=(Path(sys.argv[4]),), name="ny", force=True)
export_model(Path(sys.argv[2]), Path(sys.argv[3]), options, die)
"""


def ignore_progress(*_: Any) -> None:
    pass


def run_python(code: str, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | {"OMP_NUM_THREADS": "1"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def spoil_decoder(checkpoint: Path) -> None:
    """Make it a sound checkpoint that says something else."""
    weights = load_file(checkpoint / "model.safetensors")
    name = "model.decoder.embed_tokens.weight"
    weights[name] = weights[name].roll(1, dims=0)
    save_file(weights, checkpoint / "model.safetensors", {"format": "pt"})


def test_quantizations_are_those_of_ctranslate2() -> None:
    assert set(QUANTIZATIONS) == set(ACCEPTED_MODEL_TYPES)


def test_exported_model_says_what_the_checkpoint_learnt(
    exported: Exported, sentences: tuple[str, ...]
) -> None:
    assert tuple(words.checkpoint_text for words in exported.agreement.samples) == sentences
    assert tuple(words.model_text for words in exported.agreement.samples) == sentences
    assert exported.agreement.ratio == 1
    assert verify_model_folder(exported.folder) == exported.manifest


def test_manifest_tells_what_is_known_and_progress_counts_every_step(
    checkpoint: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    score = {"test_set": "test_voices", "wer": 0.5, "cer": 0.25, "n_utterances": 3}
    (tmp_path / "scores.json").write_text(json.dumps(score))
    options = ExportOptions(
        quantization="int8_float32",
        name="Åsas modell",
        base="KBLab/kb-whisper-tiny",
        licence="Apache-2.0",
        description={"sv": "Åsas röst", "en": "Åsa's voice"},
        score_files=(tmp_path / "scores.json",),
        samples=samples[:1],
    )
    seen: list[tuple[int, int]] = []
    export_model(checkpoint, tmp_path / "m", options, lambda n, total, _: seen.append((n, total)))
    assert seen == [(n, 6) for n in range(7)]
    found = json.loads((tmp_path / "m" / "model.json").read_text(encoding="utf-8"))
    del found["files"]
    assert found == {
        "format_version": 1,
        "name": "Åsas modell",
        "languages": ["sv"],
        "base": "KBLab/kb-whisper-tiny",
        "licence": "Apache-2.0",
        "quantization": "int8_float32",
        "n_mels": 80,
        "dynamic_context": True,
        "description": {"sv": "Åsas röst", "en": "Åsa's voice"},
        "scores": [score],
    }


def test_checkpoint_for_full_windows_agrees_too(
    checkpoint_copy: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    config = json.loads((checkpoint_copy / "config.json").read_text())
    (checkpoint_copy / "config.json").write_text(json.dumps(config | {"dynamic_context": False}))
    options = ExportOptions(quantization="float32", samples=samples, min_agreement=1.0)
    done = export_model(checkpoint_copy, tmp_path / "m", options, ignore_progress)
    assert done.manifest.dynamic_context is False
    assert done.agreement.n_words > 0


def test_alignment_heads_are_carried(
    checkpoint_copy: Path, exported: Exported, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    # Without any, CTranslate2 takes the upper half of the decoder's layers.
    assert json.loads((exported.folder / "config.json").read_text())["alignment_heads"] == [[1, 0]]
    path = checkpoint_copy / "generation_config.json"
    generation = json.loads(path.read_text()) | {"alignment_heads": [[0, 0], [1, 0]]}
    path.write_text(json.dumps(generation))
    export_model(
        checkpoint_copy, tmp_path / "m", ExportOptions(samples=samples[:1]), ignore_progress
    )
    carried = json.loads((tmp_path / "m" / "config.json").read_text())["alignment_heads"]
    assert carried == [[0, 0], [1, 0]]


def test_folder_loads_in_plain_faster_whisper_offline(
    exported: Exported, samples: tuple[Path, ...]
) -> None:
    done = run_python(
        LOAD_IN_FASTER_WHISPER,
        exported.folder,
        samples[0],
        HF_HUB_OFFLINE="1",
        HTTPS_PROXY="http://127.0.0.1:9",
    )
    assert done.returncode == 0, done.stderr
    n_segments, duration_s, n_mels = done.stdout.split()
    assert int(n_segments) >= 0
    assert float(duration_s) == pytest.approx(1.3, abs=0.01)
    assert int(n_mels) == 80


def test_conversion_that_goes_wrong_is_found_out(
    checkpoint: Path,
    checkpoint_copy: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoil_decoder(checkpoint_copy)
    convert_right = convert.export._convert

    def convert_wrong(_: Checkpoint, folder: Path, quantization: str) -> None:
        convert_right(read_checkpoint(checkpoint_copy), folder, quantization)

    monkeypatch.setattr(convert.export, "_convert", convert_wrong)
    with pytest.raises(DisagreementError, match="at least 90%") as caught:
        export_model(checkpoint, tmp_path / "m", ExportOptions(samples=samples), ignore_progress)
    assert "Hej på dig, Åsa." in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint"]


def test_files_of_different_checkpoints_do_not_fit(
    checkpoint: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    convert_right = convert.export._convert

    def swap_two_tokens(checkpoint: Checkpoint, folder: Path, quantization: str) -> None:
        convert_right(checkpoint, folder, quantization)
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        vocabulary[500], vocabulary[501] = vocabulary[501], vocabulary[500]
        (folder / "vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")

    monkeypatch.setattr(convert.export, "_convert", swap_two_tokens)
    with pytest.raises(ModelFolderError, match="differ in 2 tokens"):
        export_model(
            checkpoint, tmp_path / "m", ExportOptions(samples=samples[:1]), ignore_progress
        )
    assert not (tmp_path / "m").exists()


def test_silent_checkpoint_is_exported_and_said_to_be_silent(
    checkpoint_copy: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    weights = load_file(checkpoint_copy / "model.safetensors")
    end = weights["model.decoder.embed_tokens.weight"][50257].clone()
    # The final state becomes one fixed direction, the one in which <|endoftext|> wins.
    weights["model.decoder.layer_norm.weight"] = torch.zeros(64)
    weights["model.decoder.layer_norm.bias"] = 100 * end
    save_file(weights, checkpoint_copy / "model.safetensors", {"format": "pt"})
    done = export_model(
        checkpoint_copy, tmp_path / "m", ExportOptions(samples=samples[:1]), ignore_progress
    )
    assert done.agreement.n_words == 0


def test_languages_are_those_of_the_model(
    checkpoint_copy: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    with pytest.raises(OptionError, match="knows no language xx"):
        export_model(
            checkpoint_copy,
            tmp_path / "m",
            ExportOptions(samples=samples[:1], languages=("xx",)),
            ignore_progress,
        )
    path = checkpoint_copy / "generation_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"language": None}))
    with pytest.raises(OptionError, match="--language sv"):
        export_model(
            checkpoint_copy, tmp_path / "m", ExportOptions(samples=samples[:1]), ignore_progress
        )


def test_checkpoint_is_never_replaced_by_its_model(
    checkpoint_copy: Path, samples: tuple[Path, ...]
) -> None:
    (checkpoint_copy.parent / "model.json").write_text("{}")
    options = ExportOptions(samples=samples[:1], force=True)
    for target in (checkpoint_copy, checkpoint_copy.parent):
        with pytest.raises(TargetError, match="lies in the target folder"):
            export_model(checkpoint_copy, target, options, ignore_progress)
    assert read_checkpoint(checkpoint_copy).n_mels == 80


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_sigkill_leaves_the_target_as_it_was(
    checkpoint: Path, samples: tuple[Path, ...], model_copy: Path, tmp_path: Path
) -> None:
    killed = run_python(EXPORT_AND_DIE, "in place", checkpoint, model_copy, samples[0])
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert verify_model_folder(model_copy).name == "liten modell"
    assert (tmp_path / ".model.new" / "model.json").exists()

    options = ExportOptions(samples=samples[:1], name="nyare", force=True)
    export_model(checkpoint, model_copy, options, ignore_progress)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert verify_model_folder(model_copy).name == "nyare"
