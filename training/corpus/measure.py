"""Measures a corpus: what cleaning keeps, how long, fast and loud it is, who speaks, which signs.

Every clip is decoded, as for a feature store, and forgotten again; a few numbers a clip are kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.corpus.corpus import Corpus
from training.features.cleaning import SAMPLE_RATE, CleaningSettings, DropReason, Kept
from training.features.pipeline import clean_audio, note_faults, run_tasks
from training.features.plan import PipelineSettings, ShardTask, plan_shards
from training.features.shard import Fault

_EXAMPLES = 3
_TASK_SIZE = 200
_KEPT = -1
_REASONS = tuple(DropReason)


@dataclass(frozen=True)
class DroppedGroup:
    """The utterances left out for one reason, with a few of them as (id, text)."""

    reason: str
    count: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CorpusFigures:
    """What a report tells of one split.

    The arrays are float32 [n_kept], of the utterances kept, in no order: seconds, characters of
    text, and level in dB (root mean square, 0 is full scale). `speaker_hours` is sorted from the
    most; "" holds those without a speaker. `faults` name entries and files that cannot be used.
    """

    name: str
    n_utterances: int
    durations_s: np.ndarray
    n_chars: np.ndarray
    n_words: np.ndarray
    levels_db: np.ndarray
    speaker_hours: tuple[tuple[str, float], ...]
    characters: tuple[tuple[str, int], ...]
    dropped: tuple[DroppedGroup, ...]
    faults: tuple[Fault, ...]
    cleaning: CleaningSettings

    @property
    def n_kept(self) -> int:
        return int(self.durations_s.size)

    @property
    def hours(self) -> float:
        return float(self.durations_s.sum(dtype=np.float64)) / 3600

    @property
    def n_speakers(self) -> int:
        return sum(1 for speaker, _ in self.speaker_hours if speaker)

    @property
    def chars_per_s(self) -> np.ndarray:
        """Speaking rate of the utterances that have text, float32 [n_with_text]."""
        spoken = self.n_chars > 0
        return self.n_chars[spoken] / self.durations_s[spoken]


@dataclass(frozen=True)
class _Measures:
    """Of one task, a row an utterance: seconds, characters, words, dB, and the index of the reason
    it is left out for, or -1."""

    rows: np.ndarray
    speakers: tuple[str, ...]
    characters: Counter[str]
    examples: dict[int, list[tuple[str, str]]]
    faults: tuple[Fault, ...]


def measure_corpus(
    corpus: Corpus,
    cleaning: CleaningSettings | None = None,
    n_workers: int = 2,
    show_progress: bool = True,
) -> CorpusFigures:
    """Decode and judge every utterance. Raises CorpusError where the corpus cannot be read."""
    settings = PipelineSettings(_TASK_SIZE, cleaning or CleaningSettings())
    entry_faults: list[Fault] = []
    file_faults: list[Fault] = []
    rows: list[np.ndarray] = []
    speaker_s: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    examples: dict[int, list[tuple[str, str]]] = {}
    bar = tqdm(total=corpus.count(), unit="clip", desc="reading", disable=not show_progress)
    with bar:
        tasks = plan_shards(corpus.root, Path(), corpus.read(note_faults(entry_faults)), settings)
        for task, measures in run_tasks(tasks, _measure_task, n_workers):
            rows.append(measures.rows)
            kept = measures.rows[:, 4] == _KEPT
            for speaker, duration_s, is_kept in zip(
                measures.speakers, measures.rows[:, 0].tolist(), kept, strict=True
            ):
                if is_kept:
                    speaker_s[speaker] += duration_s
            characters.update(measures.characters)
            for reason, found in measures.examples.items():
                examples.setdefault(reason, []).extend(found)
            file_faults.extend(measures.faults)
            bar.update(len(task.utterances))
    table = np.concatenate([np.zeros((0, 5), np.float32), *rows])
    kept_rows = table[table[:, 4] == _KEPT]
    return CorpusFigures(
        name=corpus.name,
        n_utterances=len(table) + len(entry_faults),
        durations_s=kept_rows[:, 0],
        n_chars=kept_rows[:, 1],
        n_words=kept_rows[:, 2],
        levels_db=kept_rows[:, 3],
        speaker_hours=tuple((name, seconds / 3600) for name, seconds in speaker_s.most_common()),
        characters=tuple(characters.most_common()),
        dropped=_group_dropped(table[:, 4], examples, entry_faults),
        faults=(*entry_faults, *file_faults),
        cleaning=settings.cleaning,
    )


def _measure_task(task: ShardTask) -> _Measures:
    rows = np.zeros((len(task.utterances), 5), np.float32)
    characters: Counter[str] = Counter()
    examples: dict[int, list[tuple[str, str]]] = {}
    faults = []
    for row, utterance, (source, channel) in zip(rows, task.utterances, task.audio, strict=True):
        reason, audio = utterance.dropped, np.zeros(0, np.float32)
        if reason is None:
            audio, verdict = clean_audio(source, channel, utterance.text, task.cleaning)
            if not isinstance(verdict, Kept):
                reason = verdict.reason
                if reason is DropReason.UNREADABLE:
                    faults.append(Fault(utterance.path, verdict.detail))
        n_words = len(utterance.text.split())
        place = _KEPT if reason is None else _REASONS.index(reason)
        row[:] = audio.size / SAMPLE_RATE, len(utterance.text), n_words, _level_db(audio), place
        if reason is None:
            characters.update(utterance.text)
        elif len(examples.setdefault(place, [])) < _EXAMPLES:
            examples[place].append((utterance.id, utterance.text))
    speakers = tuple(utterance.speaker for utterance in task.utterances)
    return _Measures(rows, speakers, characters, examples, tuple(faults))


def _level_db(audio: np.ndarray) -> float:
    power = float(np.mean(np.square(audio, dtype=np.float64))) if audio.size else 0.0
    return 10 * float(np.log10(max(power, 1e-12)))


def _group_dropped(
    reasons: np.ndarray, examples: dict[int, list[tuple[str, str]]], entry_faults: list[Fault]
) -> tuple[DroppedGroup, ...]:
    counts = Counter(int(reason) for reason in reasons if reason != _KEPT)
    groups = [
        DroppedGroup(_REASONS[reason], count, tuple(sorted(examples.get(reason, []))[:_EXAMPLES]))
        for reason, count in counts.items()
    ]
    if entry_faults:
        shown = tuple((fault.path, fault.detail) for fault in entry_faults[:_EXAMPLES])
        groups.append(DroppedGroup(DropReason.FAULTY_LINE, len(entry_faults), shown))
    return tuple(sorted(groups, key=lambda group: -group.count))
