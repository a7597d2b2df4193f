"""Puts corrected text in the place of what was heard; the words that stayed keep their times.

Pure: segments and lines in, segments out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from desktop.transcript import Begins, Segment, Word

SURE = 1.0  # the confidence of a word that a person has written
MOST_PAIRS = 1_000_000  # of words to compare; beyond, as when a book is pasted, all are new

# Words from, to before, have become words from, to before.
WordChange = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """The text of one segment as it is to be, and what it begins."""

    text: str
    begins: Begins = Begins.NOTHING


@dataclass(frozen=True)
class _Timed:
    """A word of the old text or the new. `is_known`: its times rest on times that were heard.

    `from_s` and `until_s` are the edges of its segment, where it is the first or the last there.
    """

    text: str
    start_s: float
    end_s: float
    confidence: float | None
    is_known: bool
    from_s: float | None = None
    until_s: float | None = None


def retime(
    old: Sequence[Segment], lines: Sequence[Line], changes: Iterable[WordChange] | None = None
) -> tuple[Segment, ...]:
    """The segments with these lines in the place of their text; `old` holds one or more.

    `changes`: which words have become which, all of them in order; None: it is found out.

    A word that stayed keeps its times and its confidence. New words share the time of those that
    they replaced, or the pause where they were put in, and count as sure. A line has words only
    where all their times are known. Empty lines are left out.
    """
    heard = [word for segment in old for word in _time_words(segment)]
    wanted = [(line, texts) for line in lines if (texts := line.text.split())]
    all_texts = [text for _, texts in wanted for text in texts]
    if changes is None:
        changes = _find_changes([word.text for word in heard], all_texts)
    timed = _give_times(heard, all_texts, changes, old[0].start_s, old[-1].end_s)
    made: list[Segment] = []
    at = 0
    for line, texts in wanted:
        words = timed[at : at + len(texts)]
        at += len(texts)
        start_s = old[0].start_s
        if made:
            start_s = max(made[-1].end_s, words[0].from_s or words[0].start_s)
        is_last = at == len(timed)
        end_s = old[-1].end_s if is_last else max(start_s, words[-1].until_s or words[-1].end_s)
        heard_in = next((one for one in old if one.end_s > words[0].start_s), old[-1])
        made.append(
            replace(
                heard_in,
                start_s=start_s,
                end_s=end_s,
                text=line.text.strip(),
                words=tuple(map(_to_word, words)) if all(w.is_known for w in words) else (),
                begins=line.begins,
                note="",
            )
        )
    return _keep_notes(old, made)


def _keep_notes(old: Sequence[Segment], made: Sequence[Segment]) -> tuple[Segment, ...]:
    """Every note on the line that is said when its segment was, as long as there is a line."""
    notes: list[list[str]] = [[] for _ in made]
    for segment in old if made else ():
        if segment.note:
            at = (n for n, line in enumerate(made) if line.end_s > segment.start_s)
            notes[next(at, len(made) - 1)].append(segment.note)
    return tuple(
        replace(line, note=" ".join(note)) if note else line for line, note in zip(made, notes)
    )


def _give_times(
    heard: list[_Timed],
    texts: list[str],
    changes: Iterable[WordChange],
    start_s: float,
    end_s: float,
) -> list[_Timed]:
    """The new words in order, each with its times, within those given."""
    new: list[_Timed] = []
    for first, end, first_new, end_new in changes:
        replaced, written = heard[first:end], texts[first_new:end_new]
        if [word.text for word in replaced] == written:
            new += replaced
        elif len(replaced) == len(written):
            new += [
                replace(word, text=text, confidence=SURE)
                for word, text in zip(replaced, written, strict=True)
            ]
        elif replaced:
            new += _share_out(
                written,
                replaced[0].start_s,
                replaced[-1].end_s,
                all(word.is_known for word in replaced),
            )
        else:
            after_s = heard[first - 1].end_s if first else start_s
            before_s = heard[end].start_s if end < len(heard) else end_s
            around = heard[max(0, first - 1) : end + 1]
            is_known = bool(around) and all(word.is_known for word in around)
            new += _share_out(written, after_s, max(after_s, before_s), is_known)
    return new


def _find_changes(old: list[str], new: list[str]) -> Iterator[WordChange]:
    """What of `old` becomes what of `new`, in order: both whole, in parts that match or do not."""
    shortest = min(len(old), len(new))
    first = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    most = shortest - first
    n_last = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    end, end_new = len(old) - n_last, len(new) - n_last
    yield 0, first, 0, first
    if (end - first) * (end_new - first) > MOST_PAIRS:
        yield first, end, first, end_new
    else:
        matcher = SequenceMatcher(None, old[first:end], new[first:end_new], autojunk=False)
        for _, *places in matcher.get_opcodes():
            yield tuple(first + place for place in places)  # type: ignore[misc]
    yield end, len(old), end_new, len(new)


def _time_words(segment: Segment) -> list[_Timed]:
    """The segment's words; where their times are not known, its own is shared out."""
    texts = segment.text.split()
    if [word.text for word in segment.words] == texts:
        words = [
            _Timed(word.text, word.start_s, word.end_s, word.confidence, True)
            for word in segment.words
        ]
    else:
        shared = _share_out(texts, segment.start_s, segment.end_s, False)
        words = [replace(word, confidence=None) for word in shared]
    if words:
        words[0] = replace(words[0], from_s=segment.start_s)
        words[-1] = replace(words[-1], until_s=segment.end_s)
    return words


def _share_out(texts: Sequence[str], start_s: float, end_s: float, is_known: bool) -> list[_Timed]:
    """Words that share a time by their length."""
    n_characters = sum(len(text) + 1 for text in texts)
    words, n_before = [], 0
    for text in texts:
        begins_s = start_s + (end_s - start_s) * n_before / n_characters
        n_before += len(text) + 1
        ends_s = start_s + (end_s - start_s) * n_before / n_characters
        words.append(_Timed(text, round(begins_s, 3), round(ends_s, 3), SURE, is_known))
    return words


def _to_word(word: _Timed) -> Word:
    return Word(word.text, word.start_s, word.end_s, word.confidence)
