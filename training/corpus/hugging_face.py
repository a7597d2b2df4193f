"""Finds the splits of a dataset on the Hugging Face hub, and reads them over the network.

Works for every dataset that is kept in Parquet, and through the hub's own conversion for others.
Only what is read is fetched, in ranges: a dataset may be larger than the disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any
from urllib.parse import quote

from huggingface_hub import HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import DatasetInfo

from training.corpus.corpus import Columns, Corpus
from training.corpus.parquet import ParquetPart, group_parts, read_parts
from training.errors import CorpusError

CONVERTED = "refs/convert/parquet"
_ADDRESS = re.compile(
    r"hf:(?P<repo>[^:@\s]+)(:(?P<config>[^:@]*))?(:(?P<split>[^:@]+))?(@(?P<revision>.+))?"
)


@dataclass(frozen=True)
class HubAddress:
    """hf:owner/name[:config[:split]][@revision]"""

    repo: str
    config: str | None = None
    split: str | None = None
    revision: str | None = None


def parse_address(source: str) -> HubAddress:
    """Raises CorpusError when it is no address of a dataset."""
    match = _ADDRESS.fullmatch(source)
    if match is None or match["repo"].count("/") != 1:
        raise CorpusError(
            f"{source} is no dataset on the hub. Write hf:owner/name:config:split@revision; all "
            "after owner/name may be left out, as in hf:google/fleurs:sv_se."
        )
    return HubAddress(match["repo"], match["config"] or None, match["split"], match["revision"])


def open_hub_dataset(
    address: HubAddress, columns: Columns | None = None, hub: HfApi | None = None
) -> dict[str, Corpus]:
    """The splits of one configuration; "" is the one split that the address names.

    Without a revision it is main, or the hub's conversion to Parquet where main holds none. Raises
    CorpusError: no such dataset, no right to it, no network, no Parquet, a choice to be made.
    """
    hub = hub or HfApi()
    revisions = [address.revision] if address.revision else ["main", CONVERTED]
    for revision in revisions:
        info = _ask_hub(hub, address, revision)
        files = {file.rfilename: file for file in info.siblings or []}
        names = [name for name in files if name.endswith(".parquet")]
        if names:
            break
    else:
        raise CorpusError(
            f"{address.repo} has no Parquet files, neither itself nor converted by the hub. "
            "Download it, and give the folder: `hf download --repo-type dataset`."
        )
    # main's card describes the files of main alone.
    told = _read_configs(info) if revision != CONVERTED else {}
    splits = _choose_config(address, _match(told, names) or group_parts(names))
    if address.split:
        if address.split not in splits:
            raise CorpusError(
                f"{address.repo} has no split {address.split}. It has: {', '.join(splits)}."
            )
        splits = {"": splits[address.split]}
    root = f"hf://datasets/{address.repo}@{quote(info.sha or revision, safe='')}"
    return {
        split: read_parts(
            f"hf:{address.repo}:{address.config or ''}:{split or address.split}",
            [
                ParquetPart(f"{root}/{name}", name, _identify(files[name], info))
                for name in sorted(paths)
            ],
            columns or Columns(),
        )
        for split, paths in splits.items()
    }


def _ask_hub(hub: HfApi, address: HubAddress, revision: str) -> DatasetInfo:
    try:
        return hub.dataset_info(address.repo, revision=revision, files_metadata=True)
    except GatedRepoError as error:
        raise CorpusError(
            f"{address.repo} asks you to accept its terms. Do so on {hub.endpoint}/datasets/"
            f"{address.repo}, log in with `hf auth login`, and run the command again."
        ) from error
    except RevisionNotFoundError as error:
        raise CorpusError(
            f"{address.repo} has no revision {revision}. The hub converts many datasets to Parquet "
            f"under the revision {CONVERTED}; this one is not there."
        ) from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise CorpusError(
            f"There is no dataset {address.repo} on {hub.endpoint}, or you may not see it. Check "
            "the name; for a private one, log in with `hf auth login`."
        ) from error
    except OfflineModeIsEnabled as error:
        raise CorpusError("HF_HUB_OFFLINE is set. Unset it to read from the hub.") from error
    except HfHubHTTPError as error:
        raise CorpusError(f"The hub refused: {error}. Try again later.") from error
    except (HTTPError, OSError) as error:
        raise CorpusError(
            f"The hub {hub.endpoint} cannot be reached ({error}). Try again when the network "
            "is back."
        ) from error


def _identify(file: Any, info: DatasetInfo) -> str:
    """What changes with the file's content, and with nothing else where the hub says so."""
    return (file.lfs.sha256 if file.lfs else file.blob_id) or info.sha or ""


def _read_configs(info: DatasetInfo) -> dict[str, dict[str, list[str]]]:
    """The patterns of files by configuration and split that the dataset's card tells."""
    told: dict[str, dict[str, list[str]]] = {}
    card = info.card_data.to_dict() if info.card_data else {}
    for config in card.get("configs") or []:
        if not isinstance(config, dict):
            continue
        data_files = config.get("data_files")
        entries = data_files if isinstance(data_files, list) else [data_files]
        for entry in entries:
            split, path = "train", entry
            if isinstance(entry, dict):
                split, path = entry.get("split", "train"), entry.get("path")
            paths = path if isinstance(path, list) else [path]
            splits = told.setdefault(str(config.get("config_name", "default")), {})
            splits.setdefault(str(split), []).extend(str(path) for path in paths if path)
    return told


def _match(
    told: dict[str, dict[str, list[str]]], names: list[str]
) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for config, splits in told.items():
        for split, patterns in splits.items():
            matching = [n for n in names if any(fnmatch(n, p.lstrip("./")) for p in patterns)]
            if matching:
                found.setdefault(config, {})[split] = matching
    return found


def _choose_config(
    address: HubAddress, configs: dict[str, dict[str, list[str]]]
) -> dict[str, list[str]]:
    if address.config:
        if address.config not in configs:
            raise CorpusError(
                f"{address.repo} has no configuration {address.config}. It has: "
                f"{_list_some(list(configs))}."
            )
        return configs[address.config]
    if len(configs) == 1:
        return next(iter(configs.values()))
    if "default" in configs:
        return configs["default"]
    raise CorpusError(
        f"{address.repo} has several configurations: {_list_some(list(configs))}. Choose one, as "
        f"in hf:{address.repo}:{next(iter(configs))}."
    )


def _list_some(names: list[str]) -> str:
    shown = ", ".join(names[:40])
    return shown if len(names) <= 40 else f"{shown} and {len(names) - 40} more"
