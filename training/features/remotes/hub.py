"""A dataset repository of the Hugging Face hub as a remote."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, HfFileSystem
from huggingface_hub.errors import HfHubHTTPError, HTTPError

from training.features.remotes.filesystem import FilesystemRemote
from training.features.remotes.remote import RemoteError

_COMMIT_MESSAGE = "Push a feature store"


class HubRemote(FilesystemRemote):
    """Files below `folder` ("" for the top) of the repository `repo_id`, "owner/name".

    The content of a file goes up when it is uploaded, and one commit at the end makes all of it
    visible, so that a repository is never seen half changed and no limit on commits is met. A
    push that broke off finds what it uploaded, by its checksum. A repository that does not exist
    is made, private.
    """

    def __init__(self, address: str, repo_id: str, folder: str, hub: HfApi) -> None:
        super().__init__(
            address,
            HfFileSystem(endpoint=hub.endpoint, token=hub.token),
            f"datasets/{repo_id}/{folder}",
            (OSError, HTTPError, HfHubHTTPError, ValueError, RuntimeError),
            "Check the name, and log in with `hf auth login` or set HF_TOKEN.",
        )
        self._hub = hub
        self._repo_id = repo_id
        self._prefix = f"{folder}/" if folder else ""
        self._operations: list[CommitOperationAdd | CommitOperationDelete] = []

    def upload(self, file: Path, path: str) -> None:
        with self._explain():
            if not self._operations:
                self._hub.create_repo(
                    self._repo_id, repo_type="dataset", private=True, exist_ok=True
                )
            addition = CommitOperationAdd(f"{self._prefix}{path}", str(file))
            self._hub.preupload_lfs_files(self._repo_id, [addition], repo_type="dataset")
            self._operations.append(addition)

    def delete(self, path: str) -> None:
        self._operations.append(CommitOperationDelete(f"{self._prefix}{path}"))

    def finish(self) -> None:
        if not self._operations:
            return
        with self._explain():
            self._hub.create_commit(
                self._repo_id,
                self._operations,
                commit_message=_COMMIT_MESSAGE,
                repo_type="dataset",
            )
        self._operations = []


def open_hub(address: str, path: str, hub: HfApi | None = None) -> HubRemote:
    """`path` is OWNER/NAME, then a folder where one is wanted; `datasets/` before it may stand."""
    parts = [part for part in path.removeprefix("datasets/").split("/") if part]
    if len(parts) < 2:
        raise RemoteError(f"{address}: give owner and name of the repository, hf://OWNER/NAME.")
    return HubRemote(address, "/".join(parts[:2]), "/".join(parts[2:]), hub or HfApi())
