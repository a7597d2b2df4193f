"""Opens a remote by its address: the one place that tells the kinds apart."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from training.features.remotes.local import LocalRemote
from training.features.remotes.remote import Remote, RemoteError

# Each client is imported when its kind of address is met: some take seconds.


def open_remote(address: str) -> Remote:
    """The remote at a path or URL; RemoteError where the address is none, or its client missing.

    A folder or a .zip file, s3://, hf://, gdrive://, onedrive://, rclone://, webdav://, webdavs://,
    sftp://, hopsworks://, or an http(s) link to a .zip.
    """
    if "://" not in address:
        if address.lower().endswith(".zip") and Path(address).is_file():
            from training.features.remotes.archive import open_zip_file

            return open_zip_file(Path(address))
        return LocalRemote(Path(address))
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError as error:
        raise RemoteError(f"{address} is no address: {error}.") from error
    host, path = url.netloc, unquote(url.path.strip("/"))
    if not host or ".." in path.split("/"):
        raise RemoteError(f"{address} is no address: {_FORMS}")
    if url.password:
        raise RemoteError(
            f"Everyone on this computer sees a password in the address of {url.hostname}. Leave it "
            "out and set TALSKRIFT_REMOTE_PASSWORD."
        )
    match url.scheme:
        case "s3":
            from training.features.remotes.filesystem import open_s3

            return open_s3(address, f"{host}/{path}")
        case "hf":
            from training.features.remotes.hub import open_hub

            return open_hub(address, f"{host}/{path}")
        case "gdrive" | "onedrive":
            from training.features.remotes.rclone import open_configured

            return open_configured(address, url.scheme, f"{host}/{path}".strip("/"))
        case "rclone":
            from training.features.remotes.rclone import open_configured

            return open_configured(address, host, path)
        case "webdav" | "webdavs":
            from training.features.remotes.rclone import open_webdav

            return open_webdav(address, url)
        case "sftp":
            from training.features.remotes.rclone import open_sftp

            return open_sftp(address, url)
        case "hopsworks":
            from training.features.remotes.hopsworks import open_hopsworks

            return open_hopsworks(address, host, path)
        case "http" | "https":
            from training.features.remotes.archive import open_zip_link

            return open_zip_link(address)
    raise RemoteError(f"{address} is no address: {_FORMS}")


_FORMS = (
    "give a folder, s3://BUCKET/FOLDER, hf://OWNER/NAME, gdrive://FOLDER, onedrive://FOLDER, "
    "rclone://REMOTE/FOLDER, webdavs://HOST/FOLDER, sftp://HOST/FOLDER, "
    "hopsworks://PROJECT/DATASET/FOLDER, or a link to a zip archive."
)
