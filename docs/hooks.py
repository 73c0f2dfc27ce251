"""For the documentation's site: pages that are files of the repository's root keep their links.

A page such as `contributing.md` includes `CONTRIBUTING.md`, whose links are right where that file lies.
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
LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#\s]+)")


def on_page_markdown(markdown: str, *, config: Any, **_: Any) -> str:
    """Include files of the root here, before links are looked at, with their links as seen from docs/."""

    def include(found: re.Match[str]) -> str:
        with open(posixpath.join(posixpath.dirname(config.config_file_path), found[1])) as file:
            return LINK.sub(lambda link: from_docs(link[1]), file.read())

    return INCLUDED.sub(include, markdown)


def from_docs(path: str) -> str:
    """A path from the root, as a page's link. What is no page is shown by its name in the repository."""
    return ROOT_FILES.get(path, path.removeprefix("docs/"))
