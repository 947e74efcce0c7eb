import base64
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seemly.errors import ConfigurationError, LedgerBroken
from seemly.ledger import checkpoint as notes
from seemly.ledger.checkpoint import NoteSigner, NoteVerifier

# From golang.org/x/mod/sumdb/note, note_test.go: what Go's own signer makes of this key and text.
GO_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqd"
    "ngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = bytes(range(32))


def test_a_note_is_signed_as_go_signs_it() -> None:
    signer = NoteSigner.parse(GO_KEY)
    assert str(signer.verifier) == GO_PUBLIC
    assert signer.sign(GO_TEXT) == GO_NOTE
    assert signer.secret() == GO_KEY


def test_a_note_that_go_signed_opens() -> None:
    assert NoteVerifier.parse(GO_PUBLIC).open(GO_NOTE) == GO_TEXT


def test_a_checkpoint_has_the_form_of_tlog_checkpoint(signer: NoteSigner) -> None:
    signed = notes.sign(signer, 20852163, ROOT)
    lines = signed.note.split("\n")
    assert lines[:4] == [
        "example.org/seemly",
        "20852163",
        base64.b64encode(ROOT).decode(),
        "",
    ]
    assert lines[4].startswith("— example.org/seemly ")
    assert lines[5:] == [""]
    assert notes.read(signed.note, signer.verifier) == signed


@given(st.integers(0, len(GO_NOTE) - 1), st.characters(codec="utf-8"))
@example(205, "N")  # the same bytes in another base64
def test_no_changed_character_passes(place: int, other: str) -> None:
    changed = GO_NOTE[:place] + other + GO_NOTE[place + 1 :]
    if changed == GO_NOTE:
        return
    with pytest.raises(LedgerBroken):
        NoteVerifier.parse(GO_PUBLIC).open(changed)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        GO_TEXT,
        GO_TEXT + "\n",
        GO_NOTE.rstrip("\n"),
        GO_NOTE.replace("— ", "-- "),
        GO_NOTE + "not a signature\n",
        GO_NOTE.replace("\n\n", "\n"),
        GO_NOTE.replace("If", "\x00If"),
        GO_TEXT + "\n" + "— PeterNeumann eA==\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(LedgerBroken):
        NoteVerifier.parse(GO_PUBLIC).open(note)


def test_signatures_of_witnesses_are_passed_over_but_never_enough(signer: NoteSigner) -> None:
    ours = notes.sign(signer, 3, ROOT).note
    text, _, our_line = ours.rpartition("\n\n")
    witness = NoteSigner("witness.example", bytes(32)).sign(text + "\n").rpartition("\n\n")[2]
    assert notes.read(f"{text}\n\n{witness}{our_line}", signer.verifier).size == 3
    with pytest.raises(LedgerBroken, match="not signed by"):
        notes.read(f"{text}\n\n{witness}", signer.verifier)


def test_another_key_of_the_same_name_does_not_count(signer: NoteSigner) -> None:
    other = NoteSigner(signer.origin, bytes(32))
    with pytest.raises(LedgerBroken, match="not signed by"):
        notes.read(notes.sign(other, 3, ROOT).note, signer.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "another.example/log\n3\nAAAA\n",
        "example.org/seemly\n03\n{root}\n",
        "example.org/seemly\n-3\n{root}\n",
        "example.org/seemly\n٣\n{root}\n",
        "example.org/seemly\n3\nAAAA\n",
        "example.org/seemly\n3\n",
        "hello\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_of_ours_is_refused(
    signer: NoteSigner, text: str
) -> None:
    note = signer.sign(text.format(root=base64.b64encode(ROOT).decode()))
    with pytest.raises(LedgerBroken):
        notes.read(note, signer.verifier)


# -- keys --------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "keys"
    first = NoteSigner.open(folder, "example.org/seemly")
    assert NoteSigner.open(folder, "example.org/seemly") == first
    assert stat.S_IMODE((folder / "ledger.key").stat().st_mode) == 0o600
    assert (folder / "ledger.pub").read_text().strip() == str(first.verifier)
    assert sorted(path.name for path in folder.iterdir()) == ["ledger.key", "ledger.pub"]


def test_however_many_begin_at_once_there_is_one_key(tmp_path: Path) -> None:
    begin = threading.Barrier(8)
    made: list[NoteSigner] = []

    def open_it() -> None:
        begin.wait()
        made.append(NoteSigner.open(tmp_path, "example.org/seemly"))

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({signer.seed for signer in made}) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    NoteSigner.open(tmp_path, "example.org/seemly")
    (tmp_path / "ledger.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        NoteSigner.open(tmp_path, "example.org/seemly")


def test_a_ledger_keeps_its_name(tmp_path: Path) -> None:
    NoteSigner.open(tmp_path, "example.org/seemly")
    with pytest.raises(ConfigurationError, match="belongs to"):
        NoteSigner.open(tmp_path, "example.org/another")


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "a\u2003b", "x" * 201])
def test_a_name_that_a_note_cannot_carry_is_refused(tmp_path: Path, origin: str) -> None:
    with pytest.raises(ConfigurationError):
        NoteSigner.open(tmp_path, origin)


@pytest.mark.parametrize(
    "key", ["", "PRIVATE+KEY+", "seed", GO_KEY[:-1], GO_KEY.replace("c7", "c8")]
)
def test_a_damaged_signing_key_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError):
        NoteSigner.parse(key)


def test_a_damaged_verifier_key_is_refused() -> None:
    for place in range(len(GO_PUBLIC)):
        other = "A" if GO_PUBLIC[place] != "A" else "B"
        with pytest.raises(ConfigurationError):
            NoteVerifier.parse(GO_PUBLIC[:place] + other + GO_PUBLIC[place + 1 :])


def test_the_seed_stays_out_of_what_is_printed(signer: NoteSigner) -> None:
    assert signer.seed.hex() not in repr(signer)
    assert repr(signer.seed) not in repr(signer)


# -- a file of checkpoints ---------------------------------------------------------------------


def test_a_file_of_checkpoints_comes_apart_again(signer: NoteSigner) -> None:
    several = [notes.sign(signer, size, ROOT).note for size in range(5)]
    assert notes.split_file("".join(f"{note}\n" for note in several)) == (several, "\n")
    assert notes.split_file("".join(several)) == (several, "")
    assert notes.split_file("") == ([], "")


def test_a_note_cut_off_by_a_crash_is_told_from_the_whole_ones(signer: NoteSigner) -> None:
    first, second = (notes.sign(signer, size, ROOT).note for size in (1, 2))
    for cut in range(len(second)):
        assert notes.split_file(f"{first}\n{second[:cut]}") == ([first], f"\n{second[:cut]}")


def test_a_file_of_something_else_is_refused(signer: NoteSigner) -> None:
    note = notes.sign(signer, 1, ROOT).note
    with pytest.raises(LedgerBroken):
        notes.split_file(f"minutes of the meeting\n\n{note}")
    with pytest.raises(LedgerBroken):
        notes.split_file(f"{note}\nedited by hand\n\n{note}")
