"""What the tests of models share: a hub on this machine, and a model that it publishes."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from desktop.models.catalogue import TINY, CatalogueModel
from desktop.models.hub import Hub, Network
from desktop.network import Patience

REPO = "KBLab/kb-prov"
HASTE = Patience(n_tries=3, timeout_s=0.4, wait_s=0.01)
PUBLISHED = ("config.json", "vocabulary.json", "tokenizer.json", "preprocessor_config.json")


def load_fake_hub() -> ModuleType:
    path = Path(__file__).with_name("fake_hub.py")
    spec = importlib.util.spec_from_file_location("fake_hub", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hub_module() -> ModuleType:
    return load_fake_hub()


@pytest.fixture(scope="session")
def published(tiny_whisper: Path) -> dict[str, bytes]:
    """The files of a repository: a model that works, and what else lies in one."""
    files = {name: (tiny_whisper / name).read_bytes() for name in ("model.bin", *PUBLISHED)}
    return files | {"README.md": b"# KB-Prov", "model.safetensors": bytes(50_000)}


@pytest.fixture
def hub(published: dict[str, bytes], hub_module: ModuleType) -> Iterator:
    repos = {
        REPO: {"main": dict(published)},
        "KBLab/kb-whisper-tiny": {"strict": dict(published)},
    }
    with hub_module.serve(hub_module.FakeHub(repos)) as hub:
        yield hub


@pytest.fixture
def model() -> CatalogueModel:
    return CatalogueModel(
        "kb-prov", "KB-Prov", "kb", REPO, "main", TINY, 400_000, "Apache-2.0", ("sv",),
        "openai/whisper-tiny", None,
    )  # fmt: skip


@pytest.fixture
def client(hub) -> Callable[..., Hub]:
    """The real client, which speaks to the hub on this machine and is soon out of patience."""

    def make(**more) -> Hub:
        network = Network(mirror=more.pop("mirror", hub.url), **more)
        return Hub(network, HASTE)

    return make
