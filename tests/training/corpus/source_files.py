"""Makes small corpora in the exact layouts that people download."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile

# The columns of cv-corpus-11.0-2022-09-21 and of cv-corpus-25.0, in their order.
COLUMNS_11 = (
    *("client_id", "path", "sentence", "up_votes", "down_votes", "age", "gender", "accents"),
    *("locale", "segment"),
)
COLUMNS_25 = (
    *("client_id", "path", "sentence_id", "sentence", "sentence_domain", "up_votes", "down_votes"),
    *("age", "gender", "accents", "variant", "locale", "segment"),
)


def tone(duration_s: float = 1.0, rate: int = 16_000, pitch_hz: float = 220.0) -> np.ndarray:
    time_s = np.arange(round(duration_s * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def encode(samples: np.ndarray, rate: int = 16_000, kind: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind)
    return file.getvalue()


def write_table(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    """A table as Common Voice writes it: tabs, nothing quoted, unknown fields empty."""
    lines = ["\t".join(columns)]
    lines += ["\t".join(row.get(column, "") for column in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def row(clip: str, sentence: str, speaker: str) -> dict[str, str]:
    return {
        "client_id": speaker,
        "path": clip,
        "sentence": sentence,
        "sentence_id": f"id{clip}",
        "up_votes": "2",
        "locale": "sv-SE",
    }


def make_common_voice(
    folder: Path, columns: Sequence[str] = COLUMNS_25, durations: bool = True
) -> Path:
    """A release with ten clips; gives the folder of the language, `<release>/sv-SE`."""
    language = folder / "cv-corpus-25.0-2026-03-06" / "sv-SE"
    (language / "clips").mkdir(parents=True)
    clips = [f"common_voice_sv-SE_{number}.mp3" for number in range(10)]
    for number, clip in enumerate(clips):
        data = encode(tone(1.0 + number / 10, 48_000, 200 + 20 * number), 48_000, "MP3")
        (language / "clips" / clip).write_bytes(data)
    train = [row(clips[0], 'Han sa "hej" till Åsa.', "anna"), row(clips[1], "Det är bra.", "bo")]
    dev = [row(clips[2], "Vi ses i morgon.", "cia")]
    test = [row(clips[3], "Kom hit!", "dan")]
    validated = [
        *train,
        *dev,
        *test,
        row(clips[4], "En ny mening.", "cia"),  # a speaker of dev
        row(clips[5], "kom hit", "eva"),  # a sentence of test, but for case and sign
        row(clips[6], "Fri att träna på.", "eva"),
        row(clips[7], "Även denna är fri.", "bo"),
    ]
    for name, rows in (
        ("train", train),
        ("dev", dev),
        ("test", test),
        ("validated", validated),
        ("invalidated", [row(clips[8], "Fel sagt.", "eva")]),
        ("other", [row(clips[9], "Inte hörd än.", "eva")]),
    ):
        write_table(language / f"{name}.tsv", columns, rows)
    if durations:
        lines = [f"{clip}\t{1000 + 100 * number}" for number, clip in enumerate(clips)]
        table = "\n".join(["clip\tduration[ms]", *lines]) + "\n"
        (language / "clip_durations.tsv").write_text(table, encoding="utf-8")
    return language


def pack(language: Path, archive: Path, mode: str = "w:gz", tables_last: bool = True) -> Path:
    """The release of `language` as Mozilla packs it: clips in an order of their own."""
    release = language.parent.parent
    clips = sorted((language / "clips").iterdir(), key=lambda path: path.stat().st_size % 7)
    tables = sorted(language.glob("*.tsv"))
    with tarfile.open(archive, mode) as tar:  # type: ignore[call-overload]
        for path in [*clips, *tables] if tables_last else [*tables, *clips]:
            tar.add(path, path.relative_to(release).as_posix())
    return archive


def make_parquet(
    rows: Sequence[dict[str, object]], row_group_size: int = 4, audio: str = "audio"
) -> bytes:
    """A Parquet file as `datasets` writes one with an Audio feature: {bytes, path} and a mark."""
    table = pa.Table.from_pylist(list(rows))
    features = {audio: {"_type": "Audio", "sampling_rate": 16000}}
    told = json.dumps({"info": {"features": features}})
    file = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata({"huggingface": told}), file, row_group_size=row_group_size
    )
    return file.getvalue()


def make_fleurs_rows(n_rows: int, first: int = 0) -> list[dict[str, object]]:
    """Rows in the columns of FLEURS, in which two transcriptions and no speaker stand."""
    rows: list[dict[str, object]] = []
    for number in range(first, first + n_rows):
        samples = tone(1.0 + number / 20, pitch_hz=200 + 10 * number)
        rows.append(
            {
                "id": number // 2,
                "num_samples": samples.size,
                "path": f"/cache/{number}.wav",
                "audio": {"bytes": encode(samples), "path": f"{number}.wav"},
                "transcription": f"mening nummer {number}",
                "raw_transcription": f"Mening nummer {number}.",
                "gender": number % 2,
                "lang_id": 85,
                "language": "Swedish",
                "lang_group_id": 0,
            }
        )
    return rows
