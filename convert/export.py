"""Exports a checkpoint: converts it, proves that it says the same, and puts it in place whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctranslate2.converters import TransformersConverter

from convert.alignment import WordTimeError, choose_heads, measure_word_times, write_heads
from convert.audio import find_bundled_samples, read_sample
from convert.checkpoint import Checkpoint, read_checkpoint
from convert.errors import CheckpointError, OptionError, TargetError
from convert.greedy import transcribe_with_checkpoint, transcribe_with_model_folder
from convert.model_folder import Manifest, Score, hash_files, read_scores, write_manifest
from convert.options import ExportOptions
from convert.replace_folder import replace_folder
from convert.timed_speech import read_timed_speech
from convert.verify import Agreement, check_fit, compare_words, require_agreement

TOKENIZER = "tokenizer.json"
PREPROCESSOR = "preprocessor_config.json"

# Steps done, steps in all, what is done now.
OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Exported:
    """A model folder in its place, and how well it agrees with its checkpoint.

    word_times: with the heads chosen by `ExportOptions.words`, None without them.
    """

    folder: Path
    manifest: Manifest
    agreement: Agreement
    word_times: WordTimeError | None = None


def export_model(
    checkpoint_folder: Path, target: Path, options: ExportOptions, on_progress: OnProgress
) -> Exported:
    """Convert the checkpoint into the model folder `target`.

    Raises CheckpointError, OptionError, SampleError, TargetError, ModelFolderError and
    DisagreementError; then, and when the process is killed, `target` is as it was.
    """
    sample_paths = choose_samples(options.samples)
    steps = _Steps(4 + 2 * len(sample_paths) + 2 * bool(options.words), on_progress)

    steps.start(f"checking {checkpoint_folder}")
    checkpoint = read_checkpoint(checkpoint_folder)
    languages = _choose_languages(checkpoint, options.languages)
    scores = tuple(score for path in options.score_files for score in read_scores(path))
    samples = [read_sample(path) for path in sample_paths]
    timed = read_timed_speech(options.words) if options.words else []
    if checkpoint_folder.resolve().is_relative_to(target.resolve()):
        raise TargetError("The checkpoint lies in the target folder. Name another target.")

    with replace_folder(target, force=options.force) as folder:
        expected = transcribe_with_checkpoint(
            checkpoint,
            samples,
            languages[0],
            lambda sample: steps.start(f"checkpoint listens to {sample.name}"),
        )
        steps.start(f"converting to {options.quantization}")
        _convert(checkpoint, folder, options.quantization)
        check_fit(folder, checkpoint.n_mels)
        actual = transcribe_with_model_folder(
            folder,
            samples,
            languages[0],
            lambda sample: steps.start(f"converted model listens to {sample.name}"),
            dynamic_context=checkpoint.dynamic_context,
        )
        agreement = compare_words(samples, expected, actual)
        require_agreement(agreement, options.min_agreement)
        word_times = None
        if timed:
            steps.start("choosing the attention heads that tell when a word is said")
            write_heads(folder, choose_heads(checkpoint, timed, languages[0]))
            steps.start("measuring the times of words")
            word_times = measure_word_times(
                folder, timed, languages[0], dynamic_context=checkpoint.dynamic_context
            )
        steps.start("writing model.json")
        manifest = _describe(checkpoint, folder, target, languages, scores, options)
        write_manifest(folder, manifest)
        steps.start(f"putting {target} in place")
    steps.finish()
    return Exported(target, manifest, agreement, word_times)


def choose_samples(wanted: Sequence[Path]) -> list[Path]:
    """The samples asked for, else the bundled ones; raises OptionError when there are none."""
    paths = list(wanted) or find_bundled_samples()
    if not paths:
        raise OptionError("There is no audio to verify the model on. Give some with --sample.")
    return paths


class _Steps:
    """Counts the steps of one export."""

    def __init__(self, n_steps: int, on_progress: OnProgress) -> None:
        self.n_steps = n_steps
        self.n_started = 0
        self.on_progress = on_progress

    def start(self, what: str) -> None:
        self.on_progress(self.n_started, self.n_steps, what)
        self.n_started += 1

    def finish(self) -> None:
        self.on_progress(self.n_steps, self.n_steps, "done")


def _choose_languages(checkpoint: Checkpoint, wanted: Sequence[str]) -> tuple[str, ...]:
    unknown = [code for code in wanted if code not in checkpoint.known_languages]
    if unknown:
        raise OptionError(
            f"The model knows no language {', '.join(unknown)}. Whisper says sv, en …"
        )
    if wanted:
        return tuple(wanted)
    if checkpoint.language is None:
        raise OptionError(
            "generation_config.json names no language. Give the languages that the model is good "
            "for, the best first, as in --language sv."
        )
    return (checkpoint.language,)


def _convert(checkpoint: Checkpoint, folder: Path, quantization: str) -> None:
    try:
        converter = TransformersConverter(str(checkpoint.folder))
        converter.convert(str(folder), quantization=quantization, force=True)
    except (RuntimeError, ValueError, KeyError, AttributeError, NotImplementedError) as error:
        raise CheckpointError(
            checkpoint.folder, [f"CTranslate2 cannot convert it ({error!r})"]
        ) from error
    shutil.copyfile(checkpoint.folder / PREPROCESSOR, folder / PREPROCESSOR)
    # Without the indentation it is less than half as large.
    tokenizer = json.loads((checkpoint.folder / TOKENIZER).read_text(encoding="utf-8"))
    compact = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / TOKENIZER).write_text(compact, encoding="utf-8")


def _describe(
    checkpoint: Checkpoint,
    folder: Path,
    target: Path,
    languages: tuple[str, ...],
    scores: tuple[Score, ...],
    options: ExportOptions,
) -> Manifest:
    return Manifest(
        name=options.name or target.resolve().name,
        languages=languages,
        base=options.base,
        licence=options.licence,
        quantization=options.quantization,
        n_mels=checkpoint.n_mels,
        dynamic_context=checkpoint.dynamic_context,
        description=options.description,
        scores=scores,
        files=hash_files(folder),
    )
