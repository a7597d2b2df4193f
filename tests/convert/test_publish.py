"""What reaches the hub is the whole folder and a card, in one commit; or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import pytest
import yaml
from huggingface_hub import HfApi

from convert.__main__ import main
from convert.errors import ModelFolderError, PublishError
from convert.export import Exported
from convert.model_folder import MODEL_FILES, Score, write_manifest
from convert.publish import build_card, prepare_publication, publish

from ..model_hub import TOKEN, FakeHub, serve_model_hub

pytestmark = pytest.mark.slow


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serve_model_hub() as server:
        yield server


@pytest.fixture
def licensed(model_copy: Path, exported: Exported) -> Path:
    """A model folder that may be published."""
    scores = (Score("test_default", 0.0412, 0.012, 400),)
    manifest = replace(exported.manifest, licence="Apache-2.0", scores=scores, name="Åsas modell")
    write_manifest(model_copy, manifest)
    return model_copy


@pytest.fixture(autouse=True)
def _online_without_xet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake hub speaks git-lfs, which the client uses where hf_xet is missing."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)


def test_whole_folder_arrives_in_one_commit(hub: FakeHub, licensed: Path) -> None:
    publication = prepare_publication(licensed, "asa/liten")
    url = publish(publication, HfApi(endpoint=hub.url, token=TOKEN), private=True)
    assert url == f"{hub.url}/asa/liten/commit/1"
    (created,) = hub.created
    assert created["visibility"] == "private"
    (arrived,) = hub.commits
    assert arrived.keys() == {*MODEL_FILES, "model.json", "README.md"}
    for name in (*MODEL_FILES, "model.json"):
        assert arrived[name] == (licensed / name).read_bytes(), name
    assert arrived["README.md"].decode() == publication.card


def test_refusal_and_absence_of_the_hub_are_told(hub: FakeHub, licensed: Path) -> None:
    publication = prepare_publication(licensed, "asa/liten")
    with pytest.raises(PublishError, match="The hub refused"):
        publish(publication, HfApi(endpoint=hub.url, token="hf_wrong"), private=False)
    with pytest.raises(PublishError, match="The hub cannot be reached"):
        publish(publication, HfApi(endpoint="http://127.0.0.1:9", token=TOKEN), private=False)
    assert hub.commits == []


def test_publishing_needs_a_login(
    licensed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(PublishError, match="hf auth login"):
        publish(prepare_publication(licensed, "asa/liten"), HfApi(), private=False)


def test_dry_run_shows_and_sends_nothing(
    licensed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", str(licensed), "asa/liten", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "# Åsas modell" in printed
    assert "bytes  model.bin" in printed
    assert "Nothing was sent" in printed


def test_card_tells_people_and_the_hub(licensed: Path) -> None:
    card = prepare_publication(licensed, "asa/liten").card
    _, front, text = card.split("---\n", 2)
    about = yaml.safe_load(front)
    assert about["license"] == "apache-2.0"
    assert about["language"] == ["sv"]
    metrics = about["model-index"][0]["results"][0]["metrics"]
    assert {(m["type"], m["value"]) for m in metrics} == {("wer", 0.0412), ("cer", 0.012)}
    assert "| test_default | 400 | 4.1% | 1.2% |" in text
    assert 'WhisperModel("asa/liten")' in text


def test_card_without_scores_or_base_is_whole(exported: Exported) -> None:
    manifest = replace(exported.manifest, licence="MIT", dynamic_context=False)
    _, front, text = build_card(manifest, "asa/liten").split("---\n", 2)
    assert "model-index" not in yaml.safe_load(front)
    assert "test set" not in text
    assert "padded" not in text


def test_what_may_not_be_published_is_told(exported: Exported, licensed: Path) -> None:
    with pytest.raises(PublishError, match="licence is unknown"):
        prepare_publication(exported.folder, "asa/liten")
    with pytest.raises(PublishError, match="Give the owner"):
        prepare_publication(licensed, "liten")
    with pytest.raises(PublishError, match="no name of a repository"):
        prepare_publication(licensed, "åsa/min modell")
    (licensed / "tokenizer.json").unlink()
    with pytest.raises(ModelFolderError, match=r"tokenizer\.json is missing"):
        prepare_publication(licensed, "asa/liten")
