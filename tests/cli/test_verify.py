"""`seemly verify` and `seemly ledger check` at the prompt."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from tests.cli.prompt import Run, fits

from seemly import serving
from seemly.assemble import Seemly
from seemly.settings import VerifySettings


@pytest.mark.usefixtures("quick")
def test_from_a_published_picture_to_its_proof(
    seemly: Run, tmp_path: Path, data: Path, assembled: Seemly
) -> None:
    # `quick` marks with the keys of the Seemly that is loaded once.
    shutil.copytree(assembled.settings.data / "keys", data / "keys")
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


def test_what_serves_has_all_of_its_doors(assembled: Seemly) -> None:
    """As `seemly up` puts them together: real decoding, reading, fetching and ledger."""
    key = "0123456789abcdef0123456789abcdef"
    settings = assembled.settings.model_copy(update={"verify": VerifySettings(key=key)})
    pages = TestClient(
        serving.doors(replace(assembled, settings=settings)), base_url="http://127.0.0.1"
    )
    file = io.BytesIO()
    Image.radial_gradient("L").save(file, "PNG")

    asked = pages.post("/verify", files={"picture": ("a.png", file.getvalue())})
    assert asked.status_code == 200
    assert "Not known here" in asked.text
    link = pages.post("/verify", files={"link": (None, "http://127.0.0.1:9/a.png")})
    assert link.status_code == 400
    assert "No picture could be fetched" in link.text
    assert pages.get("/verify/picture/0000000000").status_code == 404
    assert "/verify" in pages.get("/").text

    files = [("picture", ("a.png", file.getvalue())), ("picture", ("b.png", b"noise"))]
    assert pages.post("/api/verify", files=files).status_code == 401
    bulk = pages.post("/api/verify", files=files, headers={"Authorization": f"Bearer {key}"})
    assert bulk.status_code == 200
    first, second = bulk.json()["rows"]
    assert first["result"]["match"] == "unknown"
    assert second["reason"] == "unknown_format"
