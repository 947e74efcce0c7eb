"""`seemly verify` and `seemly ledger check` at the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from tests.cli.prompt import Run, fits


@pytest.mark.usefixtures("quick")
def test_from_a_published_picture_to_its_proof(seemly: Run, tmp_path: Path, data: Path) -> None:
    picture = tmp_path / "answer.png"
    tried = seemly("try", "a lighthouse in a storm", "--out", picture, "--data", data, "--json")
    public_id = tried.answer["result"]["public_id"]

    ran = seemly("verify", picture, "--data", data, "--json")
    assert ran.code == 0
    told = fits(ran, "verify")["result"]
    assert told["match"] == "published"
    assert told["watermark"] == {"id": public_id, "sure": "yes"}
    assert told["credentials"]["ours"]
    assert told["made"]["network"] == "desk"
    assert not told["made"]["is_public"]

    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps({"result": told["ledger"]}))
    key = (data / "keys" / "ledger.pub").read_text().strip()
    checked = seemly("ledger", "check", proof, "--key", key, "--picture", picture, "--json")
    assert checked.code == 0
    answer = fits(checked, "ledger.check")["result"]
    assert answer["entry"]["public_id"] == public_id
    assert answer["by_given_key"]
    assert answer["picture_fits"]

    copy = tmp_path / "copy.jpg"
    Image.open(picture).convert("RGB").save(copy, quality=80)
    assert seemly("ledger", "check", proof, "--picture", copy).code == 1
    said = seemly("verify", copy, "--data", data)
    assert said.code == 0
    assert said.out.startswith("This is a copy of a picture that was published here.")

    forged = told["ledger"] | {"entry": told["ledger"]["entry"].replace(public_id, "0" * 10)}
    proof.write_text(json.dumps({"result": forged}))
    assert seemly("ledger", "check", proof).code == 1


def test_an_unknown_picture_is_no_fault(seemly: Run, tmp_path: Path, data: Path) -> None:
    picture = tmp_path / "stranger.png"
    Image.radial_gradient("L").save(picture)
    ran = seemly("verify", picture, "--data", data, "--json")
    assert ran.code == 0
    told = fits(ran, "verify")["result"]
    assert told["match"] == "unknown"
    assert (told["watermark"], told["credentials"], told["ledger"]) == (None, None, None)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("missing.jpg", "cannot be read"),
        ("noise.jpg", "not a JPEG, PNG, WebP or GIF"),
        ("http://127.0.0.1:9/a.jpg", "private network"),
        ("https://user:secret@example.org/a.jpg", "user name"),
    ],
)
def test_what_cannot_be_looked_at_is_a_fault_in_words(
    seemly: Run, tmp_path: Path, data: Path, named: str, said: str
) -> None:
    (tmp_path / "noise.jpg").write_bytes(b"noise")
    ran = seemly("verify", named if "://" in named else tmp_path / named, "--data", data)
    assert ran.code == 1
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "text", ["", "[]", '{"result": {"entry": "x"}}', '{"result": 3}', "[" * 9000]
)
def test_what_is_no_proof_is_refused(seemly: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "proof.json"
    path.write_text(text)
    ran = seemly("ledger", "check", path)
    assert ran.code == 1
    assert "no proof" in ran.err
