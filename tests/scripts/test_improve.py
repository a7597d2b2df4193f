"""The experiments: their recipes are whole, what is judged is counted right, the page is kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

import scripts.improve.arms as arms_module
import scripts.improve.stores as stores
from scripts.improve.arms import Arm, make_recipe, override, read_arms, write_recipe
from scripts.improve.judge import SETS, join_recordings, spell
from scripts.improve.page import BEGIN, END, GROUPS, update_page
from training.finetune.model import (
    CTC_CHARACTERS,
    TrainableWhisper,
    build_config,
    encode_ctc_target,
)
from training.finetune.recipe import read_recipe
from training.scoring.recordings import Recording
from training.scoring.wer import Edits


@pytest.fixture
def in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(arms_module, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("arm", read_arms(), ids=lambda arm: arm.name)
def test_every_experiment_is_a_whole_recipe_that_differs_from_its_baseline(
    arm: Arm, in_tmp: Path
) -> None:
    by_name = {one.name: one for one in read_arms()}
    recipe = read_recipe(write_recipe(arm))
    assert recipe.folder == Path("runs/improve") / arm.name
    assert set(arm.judged_on) <= set(SETS)
    assert arm.group in ("", *GROUPS)
    for store in recipe.data.train:
        folder = Path(store)
        assert stores.STORES not in folder.parents or folder.parts[3] in stores.MAKERS
    if arm.against:
        other = by_name[arm.against]
        assert set(arm.judged_on) <= set(other.judged_on)
        assert make_recipe(arm) != make_recipe(other) | {"name": f"improve/{arm.name}"}


def test_fields_are_overridden_one_by_one() -> None:
    base = {"a": 1, "inner": {"b": 2, "c": 3}}
    assert override(base, {"inner": {"c": 4}, "new": {"d": 5}}) == {
        "a": 1,
        "inner": {"b": 2, "c": 4},
        "new": {"d": 5},
    }
    assert base == {"a": 1, "inner": {"b": 2, "c": 3}}


def record(id: str, text: str, speaker: str, n_samples: int = 16_000) -> Recording:
    return Recording(id, text, n_samples, lambda: np.ones(n_samples, np.float32), speaker)


def test_only_sentences_of_one_voice_are_joined() -> None:
    recordings = [record(f"{voice}{i}", f"{voice}{i}", voice) for i in range(5) for voice in "ba"]
    joined = list(join_recordings(recordings))
    assert [(one.text, one.speaker) for one in joined] == [
        ("a0 a1 a2 a3", "a"),
        ("b0 b1 b2 b3", "b"),
    ]
    assert all(one.n_samples == len(one.load()) > 4 * 16_000 for one in joined)


def test_spelling_counts_wrong_letters() -> None:
    """A head that hears but one letter is right of that, once a stretch."""
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    assert model.ctc_head is not None
    with torch.no_grad():
        model.ctc_head.weight.zero_()
        model.ctc_head.bias.zero_()
        model.ctc_head.bias[CTC_CHARACTERS.index("e")] = 5.0
    edits = spell(model, [record("1", "Hej", "a"), record("2", "e", "a", 30_000)])
    assert edits == [Edits(3, 0, 2, 0), Edits(1, 0, 0, 0)]
    assert len(encode_ctc_target("Hej")) == 3


def write_result(arm: Arm, errors: list[int]) -> None:
    edits = [asdict(Edits(10, substitutions=n)) for n in errors]
    arm.result_path.parent.mkdir(parents=True, exist_ok=True)
    result = {"trained_s": 12, "sets": dict.fromkeys(arm.judged_on, edits)}
    arm.result_path.write_text(json.dumps(result), encoding="utf-8")


def test_the_page_tells_gains_and_leaves_its_text(in_tmp: Path) -> None:
    def arm(name: str, group: str = "", against: str = "") -> Arm:
        return Arm(name, "warm", f"what {name} is", ("voices",), {}, group, against)

    base, better = arm("base"), arm("better", "model", "base")
    same, missing = arm("same", "data", "base"), arm("missing", "data", "base")
    seed = arm("seed", "seed", "base")
    write_result(base, [4] * 50)
    write_result(better, [2] * 50)
    write_result(same, [3, 5] * 25)
    write_result(seed, [5] * 50)
    page = in_tmp / "page.md"
    blocks = [f"{BEGIN.format(group)}\n| old |\n{END}\n" for group in GROUPS]
    page.write_text("before\n" + "between\n".join(blocks) + "after\n", encoding="utf-8")
    update_page(page, [base, better, same, missing, seed])
    text = page.read_text(encoding="utf-8")
    assert "| 40.0 | 20.0 | +20.0 (+20.0 to +20.0) | better | `better`, 12 s |" in text
    assert "| 40.0 | 40.0 | +0.0 (" in text and "within noise | `same`" in text
    assert "old" not in text
    assert text.count("Not measured yet") == 1
    assert "Not measured yet: what missing is (`missing`)." in text
    assert "-10.0 (-10.0 to -10.0) | by chance | `seed`" in text
    assert text.startswith("before\n") and text.endswith("after\n") and "between" in text
    update_page(page, [base, better, same, missing, seed])
    assert page.read_text(encoding="utf-8") == text


def test_texts_are_mixed_up_among_a_fifth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from training.features.store import FeatureStore, StoredUtterance

    monkeypatch.setattr(stores, "STORES", tmp_path)
    said = [
        StoredUtterance(str(i), f"text {i}", "sv", np.zeros(1600, np.float32)) for i in range(50)
    ]
    stores.write_store(tmp_path / "common-voice/validated", iter(said))
    stores.write_store(tmp_path / "wrong-texts", stores.mix_up_texts())
    mixed = FeatureStore(tmp_path / "wrong-texts").texts()
    assert sorted(mixed) == sorted(one.text for one in said)
    assert sum(a != one.text for a, one in zip(mixed, said)) == 10


def test_as_many_clips_of_every_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from training.features.store import StoredUtterance

    lengths = [1600, 1600, 1600, 16_000 * 4]  # the last too long
    said = [
        StoredUtterance(f"{voice}{i}", "x", voice, np.zeros(n, np.float32))
        for voice in ("a", "b", "")
        for i, n in enumerate(lengths)
    ]
    monkeypatch.setattr(stores, "SOURCE", tmp_path / "all")
    stores.write_store(tmp_path / "all", iter(said))
    assert sorted(one.speaker for one in stores.choose(4)) == ["a", "a", "b", "b"]
    assert {one.id for one in stores.choose(9, ["b"])} == {"b0", "b1", "b2"}
