from __future__ import annotations

from atproto_core.cid import CID

from seemly.networks.bluesky.cid import blob_cid


def test_it_is_the_name_that_servers_give() -> None:
    # From the protocol's own repository: the CID of the bytes "hello" as a raw block.
    assert blob_cid(b"hello") == "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


def test_the_sdk_reads_it() -> None:
    read = CID.decode(blob_cid(b"a picture"))
    assert (read.version, read.codec, read.hash.code, read.hash.size) == (1, 0x55, 0x12, 32)


def test_one_changed_bit_is_another_name() -> None:
    assert blob_cid(b"\x00" * 1000) != blob_cid(b"\x00" * 999 + b"\x01")
