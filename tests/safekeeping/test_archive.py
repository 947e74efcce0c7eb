"""A backup's file: what was written is read again, and nothing else is."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seemly.errors import ConfigurationError
from seemly.safekeeping import archive
from seemly.safekeeping.archive import Manifest, Member, Writer

PICTURE = b"the bytes of a picture"
SHA256 = hashlib.sha256(PICTURE).hexdigest()
NAME = f"pictures/{SHA256[:2]}/{SHA256}"


def write(path: Path, *members: tuple[str, bytes]) -> Manifest:
    with path.open("wb") as file:
        writer = Writer(file, 1_800_000_000.0)
        for name, data in members:
            writer.add(name, io.BytesIO(data))
        return writer.finish("0.1.0", "sqlite")


def pack(path: Path, *headers: tuple[tarfile.TarInfo, bytes]) -> None:
    """A tar file that no Writer would write."""
    with tarfile.open(path, "w") as tar:
        for header, data in headers:
            header.size = len(data)
            tar.addfile(header, io.BytesIO(data))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


def test_what_was_written_comes_out_again(path: Path, tmp_path: Path) -> None:
    manifest = write(path, ("seemly.db", b"rows"), (NAME, PICTURE), ("keys/ledger.key", b"k"))
    assert archive.verify(path) == manifest
    folder = tmp_path / "out"
    folder.mkdir()
    assert archive.unpack(path, folder) == manifest
    assert (folder / NAME).read_bytes() == PICTURE
    assert (folder / "keys/ledger.key").stat().st_mode & 0o777 == 0o600
    assert manifest.members[0] == Member("seemly.db", 4, hashlib.sha256(b"rows").hexdigest())


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_byte_of_a_member_goes_unseen(path: Path, data: st.DataObject) -> None:
    write(path, ("seemly.db", b"rows" * 50), (NAME, PICTURE))
    whole = bytearray(path.read_bytes())
    place = data.draw(st.sampled_from([*range(512, 712), *range(1536, 1536 + len(PICTURE))]))
    whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    with pytest.raises(ConfigurationError, match="no whole backup"):
        archive.verify(path)


@pytest.mark.parametrize("kept", [0, 100, 600, 1400, 2000])
def test_a_file_that_ends_early_is_refused(path: Path, kept: int) -> None:
    write(path, ("seemly.db", b"rows" * 50), (NAME, PICTURE))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ConfigurationError, match="no whole backup"):
        archive.verify(path)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "keys/../../outside",
        "keys/a/b/key",
        "keys/.hidden",
        "pictures/aa/../../x",
        f"pictures/ff/{SHA256}",
        "seemly.db\n",
        "removals.log",
        "",
    ],
)
def test_a_name_that_is_none_of_ours_is_refused(path: Path, tmp_path: Path, name: str) -> None:
    pack(path, (tarfile.TarInfo(name), b"x"))
    folder = tmp_path / "in" / "out"
    folder.mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="does not belong"):
        archive.unpack(path, folder)
    assert list(folder.iterdir()) == []
    assert [one.name for one in (tmp_path / "in").iterdir()] == ["out"]


def _kind(of: bytes, target: str = "/etc/passwd") -> Callable[[], tarfile.TarInfo]:
    def header() -> tarfile.TarInfo:
        made = tarfile.TarInfo("keys/ledger.key")
        made.type, made.linkname = of, target
        return made

    return header


@pytest.mark.parametrize(
    "header",
    [_kind(tarfile.SYMTYPE), _kind(tarfile.LNKTYPE), _kind(tarfile.DIRTYPE),
     _kind(tarfile.FIFOTYPE), _kind(tarfile.CHRTYPE)],
    ids=["symlink", "hard link", "folder", "pipe", "device"],
)  # fmt: skip
def test_whatever_is_no_plain_file_is_refused(
    path: Path, tmp_path: Path, header: Callable[[], tarfile.TarInfo]
) -> None:
    pack(path, (header(), b""))
    with pytest.raises(ConfigurationError, match="does not belong"):
        archive.unpack(path, tmp_path)


def test_one_name_stands_once(path: Path) -> None:
    pack(path, (tarfile.TarInfo("seemly.db"), b"one"), (tarfile.TarInfo("seemly.db"), b"two"))
    with pytest.raises(ConfigurationError, match="does not belong"):
        archive.verify(path)


def test_nothing_follows_the_manifest_and_it_fits(path: Path) -> None:
    manifest = b'{"database":"sqlite","made_at":1.0,"members":[],"version":"0"}'
    pack(path, (tarfile.TarInfo("manifest.json"), manifest), (tarfile.TarInfo("seemly.db"), b"x"))
    with pytest.raises(ConfigurationError, match="follows its manifest"):
        archive.verify(path)
    pack(path, (tarfile.TarInfo("seemly.db"), b"x"), (tarfile.TarInfo("manifest.json"), manifest))
    with pytest.raises(ConfigurationError, match=r"seemly\.db is not what its manifest says"):
        archive.verify(path)
    pack(path, (tarfile.TarInfo("manifest.json"), b"[]"))
    with pytest.raises(ConfigurationError, match="manifest cannot be read"):
        archive.verify(path)


def test_a_picture_under_another_ones_name_is_refused(path: Path) -> None:
    write(path, (NAME, b"another picture"))
    with pytest.raises(ConfigurationError, match="another picture"):
        archive.verify(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        archive.verify(tmp_path / "none.tar")


def test_only_members_of_a_backup_are_written(path: Path) -> None:
    with path.open("wb") as file, pytest.raises(ValueError, match="no member"):
        Writer(file, 0.0).add("../x", io.BytesIO(b""))
