"""A folder of an fsspec file system as a remote: S3 and whatever speaks its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from fsspec import AbstractFileSystem, filesystem

from training.features.remotes.remote import CHUNK_SIZE, RemoteError, explaining

# Read ahead by so much: a shard takes a few requests, and a broken one costs little.
_BLOCK_SIZE = 8 << 20


class FilesystemRemote:
    """Files below `root`, a path of the file system's own form.

    `errors` are those that the file system raises, `advice` what to do about them.
    """

    def __init__(
        self,
        address: str,
        files: AbstractFileSystem,
        root: str,
        errors: tuple[type[Exception], ...],
        advice: str,
    ) -> None:
        self.address = address
        self._files = files
        self._root = root.rstrip("/")
        self._errors = errors
        self._advice = advice

    def list_sizes(self) -> dict[str, int]:
        with self._explain():
            self._files.invalidate_cache()
            try:
                found = self._files.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
        prefix = f"{self._root}/"
        return {
            path.removeprefix(prefix): entry["size"]
            for path, entry in found.items()
            if path.startswith(prefix)
        }

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        with (
            self._explain(),
            self._files.open(
                f"{self._root}/{path}", "rb", block_size=_BLOCK_SIZE, cache_type="readahead"
            ) as file,
        ):
            file.seek(offset)
            while chunk := file.read(CHUNK_SIZE):
                yield chunk

    def upload(self, file: Path, path: str) -> None:
        with self._explain():
            self._files.put_file(str(file), f"{self._root}/{path}")

    def delete(self, path: str) -> None:
        with self._explain():
            self._files.rm_file(f"{self._root}/{path}")

    def finish(self) -> None:
        pass

    def _explain(self) -> AbstractContextManager[None]:
        return explaining(self.address, self._errors, self._advice)


def open_s3(address: str, path: str) -> FilesystemRemote:
    """The bucket and folder `path`; an upload in parts is seen when its last part is there.

    Endpoint, region and credentials are looked for where every AWS tool looks: AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID and so on, or ~/.aws.
    """
    try:
        from botocore.exceptions import BotoCoreError

        files = filesystem("s3", skip_instance_cache=True)
    except ImportError as error:
        raise RemoteError(f"{address}: for S3 install s3fs: pip install s3fs.") from error
    advice = (
        "Check the address; give credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or by "
        "`aws configure`, and the server, where it is not Amazon's, in AWS_ENDPOINT_URL."
    )
    return FilesystemRemote(address, files, path, (OSError, BotoCoreError), advice)
