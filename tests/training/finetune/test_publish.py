"""A checkpoint goes out whole, with its card, and only when asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
import yaml
from huggingface_hub import HfApi

from training.__main__ import main
from training.errors import TrainingError
from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import TrainableWhisper, load_model
from training.finetune.publish import NEEDED, About, prepare_publication, publish
from training.finetune.tokenizer import build_tokenizer

from ...model_hub import TOKEN, FakeHub, serve_model_hub

SCORE = {"test_set": "test_default", "wer": 0.0412, "cer": 0.0125, "n_utterances": 400}
ABOUT = About("Åsas modell", "Apache-2.0", "KBLab/kb-whisper-tiny", (SCORE,))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    # The fake hub speaks git-lfs, which the client uses where hf_xet is missing.
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    with serve_model_hub() as server:
        yield server


@pytest.fixture
def checkpoint(small_model: TrainableWhisper, tmp_path: Path) -> Path:
    save_checkpoint(small_model, build_tokenizer(), tmp_path / "checkpoint")
    return tmp_path / "checkpoint"


def test_the_whole_checkpoint_arrives_on_the_hub_in_one_commit(
    checkpoint: Path, hub: FakeHub
) -> None:
    publication = prepare_publication(checkpoint, ABOUT)
    api = HfApi(endpoint=hub.url, token=TOKEN)
    assert publish(publication, "hf://asa/liten", private=True, hub=api).startswith(hub.url)
    (created,) = hub.created
    assert created["visibility"] == "private"
    assert created.get("type", "model") == "model"
    (arrived,) = hub.commits
    assert arrived.keys() == {"model.safetensors", "README.md", *NEEDED}
    for name in arrived.keys() - {"README.md"}:
        assert arrived[name] == (checkpoint / name).read_bytes(), name
    _, header, text = arrived["README.md"].decode().split("---\n", 2)
    about = yaml.safe_load(header)
    assert (about["language"], about["license"]) == (["sv"], "apache-2.0")
    assert about["base_model"] == "KBLab/kb-whisper-tiny"
    results = about["model-index"][0]["results"][0]["metrics"]
    assert {m["type"]: m["value"] for m in results} == {"wer": 0.0412, "cer": 0.0125}
    assert "| test_default | 400 | 4.1% | 1.2% |" in text
    assert "1 encoder and 1 decoder layers 64 wide" in text


def test_by_the_command_to_a_hub_that_the_environment_names(
    checkpoint: Path, hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", hub.url)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    (tmp_path / "score.json").write_text(json.dumps({**SCORE, "more": 1}))
    arguments = ["publish", str(checkpoint), "hf://asa/liten", "--licence", "Apache-2.0"]
    arguments += ["--scores", str(tmp_path / "score.json")]
    assert main([*arguments, "--dry-run"]) == 0
    assert not hub.created
    assert not hub.commits
    assert main(arguments) == 0
    assert len(hub.commits) == 1


def test_any_remote_gets_the_files_with_the_configuration_last(
    checkpoint: Path, tmp_path: Path
) -> None:
    publication = prepare_publication(checkpoint, ABOUT)
    assert publication.files[-1].name == "config.json"
    there = tmp_path / "mounted" / "åsas"
    assert publish(publication, str(there), private=False, hub=HfApi()) == str(there)
    assert load_model(there).config.d_model == 64
    assert "Åsas modell" in (there / "README.md").read_text(encoding="utf-8")


def test_refusal_and_absence_of_the_hub_are_told(checkpoint: Path, hub: FakeHub) -> None:
    publication = prepare_publication(checkpoint, ABOUT)
    for endpoint, token, told in (
        (hub.url, "hf_wrong", "The hub refused.*hf auth login"),
        ("http://127.0.0.1:9", TOKEN, "The hub cannot be reached"),
    ):
        with pytest.raises(TrainingError, match=told):
            api = HfApi(endpoint=endpoint, token=token)
            publish(publication, "hf://asa/liten", private=False, hub=api)
    for address, told in (("hf://liten", "owner too"), ("hf://asa/å", "no name of a repository")):
        with pytest.raises(TrainingError, match=told):
            publish(publication, address, private=False, hub=HfApi())
    assert hub.commits == []


def test_a_checkpoint_that_is_not_whole_is_refused(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (checkpoint / "tokenizer.json").unlink()
    (checkpoint / "model.safetensors").unlink()
    arguments = ["publish", str(checkpoint), str(tmp_path / "x"), "--licence", "MIT"]
    assert main(arguments) == 1
    assert "model.safetensors, tokenizer.json missing" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_large_checkpoints_go_with_all_their_parts(
    small_model: TrainableWhisper, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    save_checkpoint(small_model, build_tokenizer(), folder)
    (folder / "model.safetensors").unlink()
    small_model.save_pretrained(tmp_path / "parts", max_shard_size="8MB")
    for part in (tmp_path / "parts").glob("model*"):
        part.rename(folder / part.name)
    names = [file.name for file in prepare_publication(folder, ABOUT).files]
    assert len([name for name in names if name.endswith(".safetensors")]) > 1
    assert set(names) == {*(p.name for p in folder.glob("model*")), *NEEDED}
