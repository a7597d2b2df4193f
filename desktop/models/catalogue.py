"""The models that can be had: where from, how large, how good by whose count, on what terms.

All are Whisper models in CTranslate2's format. A model of a given shape needs the same memory and
time whoever trained it.
"""

from __future__ import annotations

from dataclasses import dataclass

KB_SOURCE = "https://huggingface.co/KBLab/kb-whisper-large"  # the card with all sizes' figures


@dataclass(frozen=True)
class Shape:
    """What a Whisper of one size costs.

    `memory_bytes`: the most that the engine's process takes, reached while the model is loaded.
    `work_s`: seconds for the bundled sample; elsewhere only the ratios mean anything. Both for the
    engine's 8-bit weights, on one thread: docs/models.md tells how they were measured.
    """

    memory_bytes: int
    work_s: float


@dataclass(frozen=True)
class WordErrors:
    """Published word error rates in Swedish, in per cent, and where they are published."""

    fleurs: float
    common_voice: float
    nst: float
    source: str = KB_SOURCE


@dataclass(frozen=True)
class CatalogueModel:
    """One model that can be downloaded.

    `revision`: a commit where the published files are known, else the branch that holds them.
    `sha256`: of model.bin, None where the hub is asked. `other_than`: the sha256 of a model.bin
    that this one must not be. `n_bytes`: of all files; what the hub says counts.
    """

    model_id: str  # also the name of its folder
    name: str
    family: str  # kb, kb-strict or openai
    repo: str
    revision: str
    shape: Shape
    n_bytes: int
    licence: str
    languages: tuple[str, ...]
    base: str
    word_errors: WordErrors | None
    sha256: str | None = None
    other_than: str | None = None


# Measured up to medium; large and turbo follow from medium by their number of multiplications.
TINY = Shape(700_000_000, 0.6)
BASE = Shape(800_000_000, 1.3)
SMALL = Shape(1_150_000_000, 3.8)
MEDIUM = Shape(2_100_000_000, 12.3)
LARGE = Shape(3_900_000_000, 24.6)
TURBO = Shape(2_400_000_000, 17.3)

# The starter's own share of the same measure: it encodes only the sound that is there.
STARTER_WORK_S = 0.1

KB_WHISPER = (
    (
        "tiny", TINY, "76d796af43a50fa34321efa562c9b9887a187463",
        "6edbc6036ceb79f12c30c5c5c2290383eac7a0bfec0be3163c480e79b26b16b9",
        80_541_621, WordErrors(13.2, 12.9, 11.2),
    ),
    (
        "base", BASE, "1499d2d2f0c7ed545bd6f2eec85287cf8d8c8b38",
        "fa942ec92ad7747aec2e9ea8c57ad8971a3695f3c9ff440018a3667bb818a5c4",
        150_220_943, WordErrors(9.1, 8.7, 7.8),
    ),
    (
        "small", SMALL, "3564d61a42fc210ceaa55a22a96dd64478959c78",
        "58bf16e6878108f898c4db7983d0f4ec01c4891500f7a2b3a2c9ce98b3c0029d",
        488_550_381, WordErrors(7.3, 6.4, 6.6),
    ),
    (
        "medium", MEDIUM, "0abe10b9d7f75d0902656e5c06c5c4d549604dc5",
        "4a4a32952026bcfa0bcfaa76b0b006f232ffba6a8f5bccbcb12e4a1153a40494",
        1_532_909_759, WordErrors(6.6, 5.4, 5.8),
    ),
    (
        "large", LARGE, "d5d5984b4d8f7c4847a8ea203f1976285fb28300",
        "69ed56887f68417f651d50fd5f225c60dfc0f9515bef85bb0f1404825c6f01de",
        3_092_288_231, WordErrors(5.4, 4.1, 5.2),
    ),
)  # fmt: skip

OPENAI = (
    (
        "tiny", TINY, "Systran/faster-whisper-tiny", "d90ca5fe260221311c53c58e660288d3deb8d356",
        "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
        78_203_619, WordErrors(59.2, 67.8, 85.2),
    ),
    (
        "base", BASE, "Systran/faster-whisper-base", "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        147_882_941, WordErrors(39.6, 52.1, 53.4),
    ),
    (
        "small", SMALL, "Systran/faster-whisper-small", "536b0662742c02347bc0e980a01041f333bce120",
        "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
        486_212_372, WordErrors(20.6, 26.4, 26.4),
    ),
    (
        "medium", MEDIUM, "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
        1_530_571_735, WordErrors(12.1, 15.8, 17.1),
    ),
    (
        "large-v3", LARGE, "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
        3_090_835_702, WordErrors(7.8, 9.5, 11.3),
    ),
    (
        "large-v3-turbo", TURBO, "deepdml/faster-whisper-large-v3-turbo-ct2",
        "4df90f75321148c3a29a9e2351b7ddf8f5b115a8",
        "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
        1_621_665_983, None,
    ),
)  # fmt: skip


def list_catalogue() -> tuple[CatalogueModel, ...]:
    """KB-Whisper, its strict variants, then OpenAI's: each from the smallest to the largest."""
    standard = tuple(
        CatalogueModel(
            f"kb-whisper-{size}", f"KB-Whisper {size}", "kb", f"KBLab/kb-whisper-{size}", commit,
            shape, n_bytes, "Apache-2.0", ("sv",), _name_base(size), errors, sha256,
        )
        for size, shape, commit, sha256, n_bytes, errors in KB_WHISPER
    )  # fmt: skip
    strict = tuple(
        CatalogueModel(
            f"kb-whisper-{size}-strict", f"KB-Whisper {size} strict", "kb-strict",
            f"KBLab/kb-whisper-{size}", "strict", shape, n_bytes, "Apache-2.0", ("sv",),
            _name_base(size), None, other_than=sha256,
        )
        for size, shape, _, sha256, n_bytes, _ in KB_WHISPER
    )  # fmt: skip
    openai = tuple(
        CatalogueModel(
            f"openai-whisper-{size}", f"OpenAI Whisper {size}", "openai", repo, commit, shape,
            n_bytes, "MIT", ("sv", "en"), f"openai/whisper-{size}", errors, sha256,
        )
        for size, shape, repo, commit, sha256, n_bytes, errors in OPENAI
    )  # fmt: skip
    return standard + strict + openai


def find_model(model_id: str) -> CatalogueModel | None:
    """The model of that id, None where the catalogue has none."""
    return next((model for model in list_catalogue() if model.model_id == model_id), None)


def _name_base(size: str) -> str:
    return "openai/whisper-large-v3" if size == "large" else f"openai/whisper-{size}"
