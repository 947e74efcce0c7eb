"""What mkdocs is told besides mkdocs.yml: the files around docs/, and a last look at the site.

README, SECURITY, the change log and the files that pages point at lie beside docs/. They come into
the site's root under their own names, and links are written for that place; in the repository
every link works as it stands.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from manual import loads

ROOT = Path(__file__).parents[1]
BESIDE = (
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "THIRD_PARTY_NOTICES.md",
    "deploy/seemly.service",
    "deploy/Containerfile",
    "deploy/Caddyfile",
    "deploy/nginx.conf",
    "prompts/aside.json",
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files beside docs/ come along."""
    for name in BESIDE:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """In the site, docs/ and what lay beside it are one folder."""
    here = "docs/" if page.file.src_uri in BESIDE else "../"
    return markdown.replace(f"]({here}", "](").replace(f'src="{here}', 'src="')


def on_post_build(config: MkDocsConfig) -> None:
    """A site about what leaves the machine loads nothing from elsewhere."""
    found = loads.from_elsewhere(Path(config.site_dir))
    if found:
        raise PluginError("loaded from elsewhere:\n" + "\n".join(found))
