"""The starter model that the app carries: small, honest, and good enough to read its own sample."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

STARTER = Path("assets/models/starter")
SAMPLE = Path("assets/sample/sample.flac")
MAX_BYTES = 35_000_000
MAX_SAMPLE_WER = 0.4


def test_it_is_small_and_says_what_it_is() -> None:
    manifest = json.loads((STARTER / "model.json").read_text(encoding="utf-8"))
    assert sum(path.stat().st_size for path in STARTER.iterdir()) <= MAX_BYTES
    assert "talsyntes" in manifest["description"]["sv"]
    assert "synthetic" in manifest["description"]["en"]
    assert manifest["dynamic_context"] is True
    scores = {score["test_set"]: score["wer"] for score in manifest["scores"]}
    assert {"test_default", "test_voices"} <= scores.keys()


def test_the_app_reads_its_sample() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "desktop", "--self-check"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert process.returncode == 0, process.stderr
    said = SAMPLE.with_suffix(".txt").read_text(encoding="utf-8")
    wer = score_texts([normalise(said)], [normalise(process.stdout)]).wer
    assert wer <= MAX_SAMPLE_WER, process.stdout
