"""Corpus: utterances that are read one by one from wherever they lie; and what can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.corpus.utterance import Utterance
from training.errors import CorpusError

OnFault = Callable[[CorpusError], None]

# Names that columns go by, the first one there is taken. FLEURS has both transcriptions, and the
# raw one is cased and punctuated.
TEXT_COLUMNS = ("text", "sentence", "raw_transcription", "transcription", "transcript")
SPEAKER_COLUMNS = ("speaker", "speaker_id", "client_id", "Speaker_ID", "pid")


@dataclass(frozen=True)
class Columns:
    """Columns or keys that the user names; None takes the first known name that is there."""

    text: str | None = None
    speaker: str | None = None


@dataclass(frozen=True)
class Corpus:
    """One split of a source of speech. Nothing of it is held: every `read` reads it anew.

    `read` yields the utterances in an order that does not change. An entry that cannot be used is a
    CorpusFault, raised, or given to the function that `read` was given, after which reading
    goes on. A source that cannot be read at all raises CorpusError. `name` is what messages call
    it; `root` is the folder that file names are told from, where it has one; `count` tells how many
    entries there are, or None where only reading would tell.
    """

    name: str
    read: Callable[[OnFault | None], Iterator[Utterance]]
    root: Path | None = None
    count: Callable[[], int | None] = lambda: None


class CorpusFault(CorpusError):
    """One entry of a corpus cannot be used. `file` lies within the corpus; `detail` says where in
    it and what is wrong, and holds no path outside of it."""

    def __init__(self, corpus: Path | str, file: str, detail: str) -> None:
        super().__init__(f"{corpus}/{file}, {detail}")
        self.file = file
        self.detail = detail


def report_fault(fault: CorpusFault, on_fault: OnFault | None) -> None:
    """Give the fault to `on_fault`, or raise it where there is none."""
    if on_fault is None:
        raise fault
    on_fault(fault)


def read_found(
    found: Iterable[Utterance | CorpusFault], on_fault: OnFault | None, if_none: str
) -> Iterator[Utterance]:
    """The utterances among what a source was found to hold; its faults are reported.

    Raises CorpusError, which says `if_none`, where there was no utterance.
    """
    is_empty = True
    for one in found:
        if isinstance(one, CorpusFault):
            report_fault(one, on_fault)
        else:
            is_empty = False
            yield one
    if is_empty:
        raise CorpusError(if_none)


def choose_column(names: list[str], wanted: str | None, known: tuple[str, ...]) -> str | None:
    """The wanted column, or the first known one; None where there is none of them."""
    candidates = known if wanted is None else (wanted,)
    return next((name for name in candidates if name in names), None)
