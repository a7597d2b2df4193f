"""A folder of a Hopsworks project as a remote, by the project's dataset API."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from training.features.remotes.remote import CHUNK_SIZE, RemoteError, explaining

_ADVICE = (
    "Check the project and the dataset, set HOPSWORKS_API_KEY, and HOPSWORKS_HOST for a server of "
    "your own."
)
_PAGE = 1000


class DatasetApi(Protocol):
    """What is used of hopsworks' class of that name."""

    def list(self, path: str, offset: int = 0, limit: int = 1000) -> list[str]: ...

    def get(self, path: str) -> dict[str, Any]: ...

    def exists(self, path: str) -> bool: ...

    def mkdir(self, path: str) -> str: ...

    def remove(self, path: str) -> Any: ...

    def upload(self, local_path: str, upload_path: str, overwrite: bool = False) -> str: ...

    def download(
        self, path: str, local_path: str | None = None, overwrite: bool | None = False
    ) -> str: ...


class HopsworksRemote:
    """Files below `root`, a dataset of the project and a folder in it, such as `Resources/speech`.

    `errors` are those that the API raises.
    """

    def __init__(
        self, address: str, datasets: DatasetApi, root: str, errors: tuple[type[Exception], ...]
    ) -> None:
        self.address = address
        self._datasets = datasets
        self._root = root.strip("/")
        self._errors = errors

    def list_sizes(self) -> dict[str, int]:
        with self._explain():
            if not self._datasets.exists(self._root):
                return {}
            prefix = f"{self._root}/"
            return {
                path.removeprefix(prefix): size for path, size in self._walk(self._root).items()
            }

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        # The API gives whole files only.
        with self._explain(), tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "file"
            self._datasets.download(f"{self._root}/{path}", str(copy), overwrite=True)
            with copy.open("rb") as file:
                file.seek(offset)
                while chunk := file.read(CHUNK_SIZE):
                    yield chunk

    def upload(self, file: Path, path: str) -> None:
        folder = (PurePosixPath(self._root) / path).parent
        with self._explain():
            self._make_folder(folder)
            self._datasets.upload(str(file), str(folder), overwrite=True)

    def delete(self, path: str) -> None:
        with self._explain():
            self._datasets.remove(f"{self._root}/{path}")

    def finish(self) -> None:
        pass

    def _walk(self, folder: str) -> dict[str, int]:
        sizes: dict[str, int] = {}
        offset = 0
        while page := self._datasets.list(folder, offset, _PAGE):
            for path in (path.strip("/") for path in page):
                attributes = self._datasets.get(path)["attributes"]
                if attributes.get("dir"):
                    sizes.update(self._walk(path))
                else:
                    sizes[path] = int(attributes["size"])
            offset += len(page)
            if len(page) < _PAGE:
                break
        return sizes

    def _make_folder(self, folder: PurePosixPath) -> None:
        # The first part is the dataset, which is made by hand.
        for parent in [*reversed(folder.parents), folder][2:]:
            if not self._datasets.exists(str(parent)):
                self._datasets.mkdir(str(parent))

    def _explain(self) -> AbstractContextManager[None]:
        return explaining(self.address, self._errors, _ADVICE)


def open_hopsworks(address: str, project: str, path: str) -> HopsworksRemote:
    """hopsworks://PROJECT/DATASET/folder. Server and key come from the variables that hopsworks
    itself reads: HOPSWORKS_HOST, HOPSWORKS_PORT, HOPSWORKS_API_KEY."""
    try:
        import hopsworks
        from hopsworks.client.exceptions import DatasetException, RestAPIError
    except ImportError as error:
        raise RemoteError(
            f"{address}: for Hopsworks install its client: pip install hopsworks (in an "
            "environment of its own, it asks for older versions of shared packages)."
        ) from error
    errors = (OSError, ValueError, RestAPIError, DatasetException)
    with explaining(address, errors, _ADVICE):
        datasets = hopsworks.login(project=project).get_dataset_api()
    return HopsworksRemote(address, datasets, path, errors)
