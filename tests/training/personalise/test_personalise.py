"""A voice is learnt from end to end, by the real trainer and the real converter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convert.verify import verify_model_folder
from training.__main__ import main
from training.errors import TrainingError
from training.personalise.personalise import PersonaliseOptions, personalise
from training.personalise.tuning import Tuning

ROOT = Path(__file__).parents[3]
LEARNING = Tuning(n_steps=48, learning_rate=1e-2, batch_s=20)


@pytest.fixture(autouse=True)
def _work_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.mark.slow
def test_a_call_that_failed_goes_on_and_makes_a_model_for_the_app(
    own_speech: Path, others: Path, checkpoint: Path, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    (tmp_path / "modeller").write_text("a file where there should be a folder")
    target = tmp_path / "modeller" / "åsa"
    options = PersonaliseOptions(
        str(own_speech), str(checkpoint), target, "Åsas röst", others, tuning=LEARNING
    )
    with pytest.raises(OSError, match="modeller"):
        personalise(options)
    (run,) = (tmp_path / "runs/personal").iterdir()
    log_before = (run / "log.jsonl").read_bytes()
    (tmp_path / "modeller").unlink()

    personalise(options)
    assert (run / "log.jsonl").read_bytes() == log_before, "trained again"
    rows = [json.loads(line) for line in log_before.splitlines()]
    assert [row["step"] for row in rows if "eval_wer" in row] == [12, 24, 36, 48]
    assert "Your model:" in capfd.readouterr().out
    manifest = verify_model_folder(target)
    assert manifest.name == "Åsas röst"
    assert manifest.base == str(checkpoint)
    assert "1 min av din röst" in manifest.description["sv"]
    assert [score.test_set for score in manifest.scores] == ["own voice, held out", "other voices"]
    assert manifest.scores[0].wer < 0.9
    assert manifest.scores[0].wer_before > manifest.scores[0].wer  # the app tells both


def test_a_model_that_did_not_become_better_is_not_offered(
    own_speech: Path, others: Path, checkpoint: Path, tmp_path: Path
) -> None:
    target = tmp_path / "modell"
    tuning = Tuning(n_steps=1, learning_rate=0.0, batch_s=10)
    with pytest.raises(TrainingError, match="did not become better, so none was made"):
        personalise(
            PersonaliseOptions(
                str(own_speech), str(checkpoint), target, "Min röst", others, tuning=tuning
            )
        )
    assert not target.exists()


def test_what_is_missing_is_told(
    own_speech: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["personalise", str(own_speech)]) == 1
    told = capsys.readouterr().err
    assert "runs/starter-next/final, is not here. `make starter` makes it" in told
    (tmp_path / "there").mkdir()
    assert main(["personalise", str(own_speech), "--out", str(tmp_path / "there")]) == 1
    assert "there already" in capsys.readouterr().err
    others = ["--model", str(tmp_path), "--others", str(tmp_path / "none")]
    assert main(["personalise", str(own_speech), *others]) == 1
    assert "no model.safetensors" in capsys.readouterr().err
