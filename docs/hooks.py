"""For the documentation's site: what pages link to outside this folder.

A page such as `contributing.md` includes `CONTRIBUTING.md`, whose links are right where that file lies. Links
to code lead to nothing on the site, so there they are plain text.
"""

import posixpath
import re
from typing import Any

ROOT_FILES = {
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
INCLUDED = re.compile(r'^--8<-- "(\w+\.md)"\s*$', re.MULTILINE)
CODE = re.compile(r"\[([^\]\n]+)\]\(\.\./[^)\s]+\)")
LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#\s]+)")


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Include files of the root here, before links are looked at, with their links as seen from docs/."""

    def include(found: re.Match[str]) -> str:
        with open(posixpath.join(posixpath.dirname(config.config_file_path), found[1])) as file:
            return LINK.sub(lambda link: from_docs(link[1]), file.read())

    is_at_top = "/" not in page.file.src_uri
    return INCLUDED.sub(include, CODE.sub(r"\1", markdown) if is_at_top else markdown)


def from_docs(path: str) -> str:
    """A path from the root, as a page's link. What is no page is shown by its name in the repository."""
    return ROOT_FILES.get(path, path.removeprefix("docs/"))
