"""Datasets of the hub, read by the real client from a server on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import HfApi

import training
from training.corpus.corpus import Corpus
from training.corpus.hugging_face import HubAddress, open_hub_dataset, parse_address
from training.errors import CorpusError
from training.features.store import FeatureStore

from .fake_hub import FakeHub, Revision, serve
from .source_files import make_fleurs_rows, make_parquet, tone

pytestmark = pytest.mark.slow

FLEURS = "google/fleurs"
CONVERTED = "refs/convert/parquet"


def make_fleurs() -> FakeHub:
    """FLEURS as the hub has it: a script on main, Parquet in the hub's conversion."""
    converted = {
        "sv_se/train/0000.parquet": make_parquet(make_fleurs_rows(6)),
        "sv_se/train/0001.parquet": make_parquet(make_fleurs_rows(3, first=6)),
        "sv_se/test/0000.parquet": make_parquet(make_fleurs_rows(2, first=9)),
        "da_dk/train/0000.parquet": make_parquet(make_fleurs_rows(1, first=11)),
    }
    main = Revision({"fleurs.py": b"# a script", "README.md": b"---\n---\n"})
    return FakeHub({FLEURS: {"main": main, CONVERTED: Revision(converted)}})


@pytest.fixture(autouse=True)
def _online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


def open_fleurs(hub: FakeHub, source: str) -> dict[str, Corpus]:
    return open_hub_dataset(parse_address(source), hub=HfApi(endpoint=hub.url, token=False))


def run(hub: FakeHub, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line, with the hub at this machine's server."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING"))}
    return subprocess.run(
        [sys.executable, "-m", "training", *arguments],
        env={
            **kept,
            "HF_ENDPOINT": hub.url,
            "HF_HOME": "/nonexistent",
            "PYTHONPATH": str(Path(training.__file__).parents[1]),
            **environment,
        },
        capture_output=True,
        text=True,
    )


def test_fleurs_goes_into_stores_through_its_parquet_revision(tmp_path: Path) -> None:
    with serve(make_fleurs()) as hub:
        done = run(hub, "features", f"hf:{FLEURS}:sv_se", str(tmp_path), "--shard-size", "4")
        assert done.returncode == 0, done.stderr
        train, test = FeatureStore(tmp_path / "train"), FeatureStore(tmp_path / "test")
        assert train.texts() == [f"Mening nummer {n}." for n in range(9)]
        assert train.ids()[5:7] == ["sv_se/train/0000.parquet#5", "sv_se/train/0001.parquet#0"]
        expected = np.round(tone(1.25, pitch_hz=250) * 32768) / 32768
        np.testing.assert_allclose(train[5].audio, expected, atol=1e-4)
        assert len(test) == 2
        assert len(train.manifest.shards) == 3

        # Once more: the texts are fetched, and no audio.
        before = hub.n_bytes
        done = run(hub, "features", f"hf:{FLEURS}:sv_se", str(tmp_path), "--shard-size", "4")
        assert done.returncode == 0, done.stderr
        assert FeatureStore(tmp_path / "train").manifest == train.manifest
        assert hub.n_bytes - before < 100_000 < before


def test_one_split_at_a_revision() -> None:
    with serve(make_fleurs()) as hub:
        corpora = open_fleurs(hub, f"hf:{FLEURS}:sv_se:test@{CONVERTED}")
        assert list(corpora) == [""]


def test_card_tells_configurations_and_files() -> None:
    card = {
        "configs": [
            {
                "config_name": "liten",
                "data_files": [
                    {"split": "train", "path": "a/tr*.parquet"},
                    {"split": "heldout", "path": ["a/x.parquet"]},
                ],
            },
            {"config_name": "stor", "data_files": "a/*.parquet"},
        ]
    }
    files = {f"a/{name}.parquet": b"PAR1" for name in ("tr0", "tr1", "x")}
    with serve(FakeHub({"kb/tal": {"main": Revision(files, card)}})) as hub:
        assert list(open_fleurs(hub, "hf:kb/tal:liten")) == ["train", "heldout"]
        with pytest.raises(CorpusError, match=r"several configurations: liten, stor.*hf:kb/tal:"):
            open_fleurs(hub, "hf:kb/tal")
        with pytest.raises(CorpusError, match="no configuration mellan"):
            open_fleurs(hub, "hf:kb/tal:mellan")
        with pytest.raises(CorpusError, match=r"no split test\. It has: train, heldout"):
            open_fleurs(hub, "hf:kb/tal:liten:test")


def test_what_is_not_there_or_not_allowed(tmp_path: Path) -> None:
    with serve(make_fleurs()) as hub:
        with pytest.raises(CorpusError, match="There is no dataset kb/saknas"):
            open_fleurs(hub, "hf:kb/saknas")
        with pytest.raises(CorpusError, match="no revision v2"):
            open_fleurs(hub, f"hf:{FLEURS}:sv_se@v2")
        hub.token, hub.gated = "hf_right", True
        with pytest.raises(CorpusError, match=r"accept its terms.*hf auth login"):
            open_fleurs(hub, f"hf:{FLEURS}:sv_se")
        hub.gated = False
        with pytest.raises(CorpusError, match="you may not see it"):
            open_fleurs(hub, f"hf:{FLEURS}:sv_se")
        done = run(hub, "features", f"hf:{FLEURS}:sv_se", str(tmp_path), HF_TOKEN="hf_right")
        assert done.returncode == 0, done.stderr


def test_no_network(tmp_path: Path) -> None:
    with serve(make_fleurs()) as hub:
        url = hub.url
    gone = HfApi(endpoint=url, token=False)
    with pytest.raises(CorpusError, match="cannot be reached"):
        open_hub_dataset(HubAddress(FLEURS, "sv_se"), hub=gone)


def test_network_that_goes_away_ends_the_run_and_names_no_clip(tmp_path: Path) -> None:
    with serve(make_fleurs()) as hub:
        hub.fail_after = 3
        done = run(hub, "features", f"hf:{FLEURS}:sv_se:train", str(tmp_path), "--shard-size", "3")
        assert done.returncode == 1
        assert "cannot be fetched" in done.stderr and "Traceback" not in done.stderr
        assert not (tmp_path / "manifest.json").exists()
        hub.fail_after = None
        done = run(hub, "features", f"hf:{FLEURS}:sv_se:train", str(tmp_path), "--shard-size", "3")
        assert done.returncode == 0, done.stderr
        assert len(FeatureStore(tmp_path)) == 9


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("hf:kb/tal", HubAddress("kb/tal")),
        ("hf:kb/tal:sv", HubAddress("kb/tal", "sv")),
        ("hf:kb/tal:sv:train", HubAddress("kb/tal", "sv", "train")),
        ("hf:kb/tal::train", HubAddress("kb/tal", None, "train")),
        (
            "hf:kb/tal:sv:train@refs/convert/parquet",
            HubAddress("kb/tal", "sv", "train", "refs/convert/parquet"),
        ),
        ("hf:kb/tal@main", HubAddress("kb/tal", revision="main")),
    ],
)
def test_addresses(source: str, address: HubAddress) -> None:
    assert parse_address(source) == address


@pytest.mark.parametrize("source", ["hf:fleurs", "hf:", "hf:a/b/c", "hf:a b/c"])
def test_no_addresses(source: str) -> None:
    with pytest.raises(CorpusError, match="Write hf:owner/name"):
        parse_address(source)


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    with serve(make_fleurs()) as hub:
        source = f"hf:{FLEURS}:sv_se:test"
        done = run(hub, "corpus", "report", source, str(tmp_path), "--text-column", "utskrift")
    assert done.returncode == 1
    assert "no column utskrift with text. Its columns: id, " in done.stderr
