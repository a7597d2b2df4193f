"""Opens any source of speech by its path or address: the one place that tells the kinds apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.corpus.audiofolder import METADATA_NAMES, open_audiofolder
from training.corpus.common_voice import MINED_SPLIT, is_common_voice, open_common_voice
from training.corpus.corpus import Columns, Corpus
from training.corpus.nst import is_nst, open_nst
from training.corpus.parquet import open_parquet_folder
from training.corpus.speaker_split import split_by_speaker
from training.errors import CorpusError

_HUB_PREFIX = "hf:"
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


@dataclass(frozen=True)
class SourceOptions:
    """How to read a source: which splits (all of them where none is named), which columns, which
    microphone of NST, and the share of speakers to hold out for validation and for testing."""

    splits: Sequence[str] = ()
    by_speaker: float | None = None
    columns: Columns = field(default_factory=Columns)
    channel: int = 1


def open_source(source: str, options: SourceOptions | None = None) -> dict[str, Corpus]:
    """The splits of a source by name; {"": corpus} for one split without a name.

    A source is a folder (speech dataset, Common Voice, NST, Parquet files), a Common Voice tar
    archive, a Parquet file, or hf:owner/name[:config[:split]][@revision]. Raises CorpusError that
    says what was looked for.
    """
    options = options or SourceOptions()
    corpora = _find_corpora(source, options)
    if options.splits:
        missing = [split for split in options.splits if split not in corpora]
        if missing:
            there = ", ".join(corpora) if any(corpora) else "no named splits"
            raise CorpusError(f"{source} has no split {missing[0]}. It has: {there}.")
        corpora = {split: corpora[split] for split in options.splits}
    else:
        # It holds train's clips too: training on both would count them twice.
        corpora = {k: v for k, v in corpora.items() if k != MINED_SPLIT or len(corpora) == 1}
    if options.by_speaker is None:
        return corpora
    if len(corpora) > 1:
        raise CorpusError(
            f"{source} has the splits {', '.join(corpora)} already. Choose the one to divide by "
            "speaker with --split."
        )
    return split_by_speaker(next(iter(corpora.values())), options.by_speaker)


def _find_corpora(source: str, options: SourceOptions) -> dict[str, Corpus]:
    if source.startswith(_HUB_PREFIX):
        # Here, because the hub's client takes long to import, in every worker too.
        from training.corpus.hugging_face import open_hub_dataset, parse_address

        return open_hub_dataset(parse_address(source), options.columns)
    path = Path(source)
    if path.is_file():
        if path.name.endswith(_ARCHIVES):
            return open_common_voice(path)
        if path.suffix == ".parquet":
            return _unname_single(open_parquet_folder(path, options.columns))
        if path.name in METADATA_NAMES:
            raise CorpusError(f"{path} is a file. Give the folder that it is in, {path.parent}.")
        raise CorpusError(
            f"{path} is no source of speech: give a folder, a .tar.gz of Common Voice or a "
            ".parquet file. Unpack other archives first."
        )
    if not path.is_dir():
        raise CorpusError(f"{path} does not exist. Check the path.")
    if (path / "manifest.json").is_file() and (path / "shards").is_dir():
        raise CorpusError(
            f"{path} is a feature store already. Give the source that it was made of."
        )
    corpora = open_audiofolder(path, options.columns)
    if not corpora and is_common_voice(path):
        return open_common_voice(path)
    if not corpora and is_nst(path):
        return open_nst(path, options.channel)
    corpora = corpora or open_parquet_folder(path, options.columns)
    if not corpora:
        raise CorpusError(_explain_unknown_folder(path))
    return corpora


def _unname_single(corpora: dict[str, Corpus]) -> dict[str, Corpus]:
    return {"": next(iter(corpora.values()))} if len(corpora) == 1 else corpora


def _explain_unknown_folder(path: Path) -> str:
    archives = sorted(file.name for file in path.iterdir() if file.name.endswith(_ARCHIVES))
    hint = f" For the archive in it, give {path / archives[0]}." if archives else ""
    return (
        f"{path} is no speech dataset: neither it nor a folder in it has a metadata.jsonl, "
        "metadata.csv or metadata.parquet, Common Voice's train.tsv, NST's JSON files or Parquet "
        f"files.{hint} docs/corpora.md shows what each looks like."
    )
