from __future__ import annotations

from pathlib import Path

from PIL import Image

from seemly.generate.sketch import contact


def test_the_contact_sheet_shows_every_wish(tmp_path: Path) -> None:
    contact.contact_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (4 * contact.TILE, 3 * contact.TILE)
    assert (tmp_path / "sheet.png").stat().st_size < 600_000
