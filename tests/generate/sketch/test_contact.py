from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from seemly.generate.sketch import contact

COMMITTED = Path(__file__).parents[3] / "docs" / "pictures" / "artist.png"


def test_the_contact_sheet_shows_edits_and_drawings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row of each is enough to see that the tiles stand where they should."""
    monkeypatch.setattr(contact, "EDITS", contact.EDITS[-1:] * contact.COLUMNS)
    monkeypatch.setattr(contact, "DRAWINGS", contact.DRAWINGS[:1] * contact.COLUMNS)
    contact.contact_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (4 * contact.TILE, 2 * contact.TILE)
        rows = sheet.convert("RGB")
    edit, drawing = (rows.crop((0, y, contact.TILE, y + contact.TILE)) for y in (0, contact.TILE))
    assert edit.tobytes() != drawing.tobytes()


def test_the_committed_sheet_shows_every_wish() -> None:
    wishes = len(contact.EDITS) + len(contact.DRAWINGS)
    with Image.open(COMMITTED) as sheet:
        assert sheet.size == (4 * contact.TILE, wishes // 4 * contact.TILE)
    assert COMMITTED.stat().st_size < 600_000
