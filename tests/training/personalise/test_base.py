"""Which checkpoint a name stands for, and what is said when there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest

from training.errors import TrainingError
from training.personalise.base import find_base

from ..corpus.fake_hub import FakeHub, Revision, _Handler, serve

NAME = "KBLab/kb-prov"


class ModelHandler(_Handler):
    """Models are served as datasets are, at other addresses."""

    def do_GET(self) -> None:
        if self.path.startswith(f"/{NAME}/"):
            self.path = f"/datasets{self.path}"
        self.path = self.path.replace("/api/models/", "/api/datasets/")
        super().do_GET()

    do_HEAD = do_GET


def use_endpoint(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What HF_ENDPOINT does, which the client reads when it is imported."""
    template = url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", url)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)


@pytest.fixture
def hub(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    files = {path.name: path.read_bytes() for path in checkpoint.iterdir()}
    # What such a repository has for others, and must not be fetched.
    files |= {"pytorch_model.bin": b"0", "onnx/config.json": b"{}", "ggml-model.bin": b"0"}
    server = FakeHub({NAME: {"main": Revision(files)}})
    server.RequestHandlerClass = ModelHandler
    with serve(server):
        use_endpoint(server.url, monkeypatch)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        yield server


def test_a_checkpoint_of_the_hub_is_fetched_once(hub: FakeHub, checkpoint: Path) -> None:
    base = find_base(NAME)
    assert (base.name, base.d_model) == (NAME, 64)
    assert {path.name for path in base.folder.iterdir()} == {p.name for p in checkpoint.iterdir()}
    n_bytes = hub.n_bytes
    assert find_base(NAME) == base
    assert hub.n_bytes == n_bytes, "fetched again"


def test_what_the_hub_has_not_is_told(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainingError, match="The hub has no model asa/none for you"):
        find_base("asa/none")
    use_endpoint("http://127.0.0.1:9", monkeypatch)
    with pytest.raises(TrainingError, match="The hub cannot be reached for asa/none"):
        find_base("asa/none")


def test_a_checkpoint_is_known_by_its_weights(checkpoint: Path, tmp_path: Path) -> None:
    base = find_base(str(checkpoint))
    assert (base.folder, base.d_model, base.dynamic_context) == (checkpoint, 64, True)
    copy = Path(shutil.copytree(checkpoint, tmp_path / "copy"))
    assert find_base(str(copy)).digest == base.digest
    with (copy / "model.safetensors").open("ab") as file:
        file.write(b"0")
    assert find_base(str(copy)).digest != base.digest


def test_a_model_of_the_app_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"cannot be trained further.*KBLab/kb-whisper-small"):
        find_base(str(tmp_path))


def test_a_folder_without_weights_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no model\.safetensors"):
        find_base(str(tmp_path))


def test_a_name_that_can_be_no_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="neither a folder nor the name of a model"):
        find_base(str(tmp_path / "not" / "there"))
