"""Makes serif.ttf and serif-italic.ttf in sunmask/chorale/printing (the words of printed scores) from the
page's own serif, Source Serif 4 (OFL): one weight, all alphabets in one file. Run once, by hand, in
frontend/: pip install fonttools brotli && python scripts/make-serif.py
"""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path("node_modules/@fontsource-variable/source-serif-4/files")
ALPHABETS = ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")
OUT = Path("../sunmask/chorale/printing")
FILES = {"normal": "serif.ttf", "italic": "serif-italic.ttf"}
DROPPED = ("GSUB", "GPOS", "GDEF", "STAT", "HVAR", "MVAR", "avar")


def make(style: str, out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for alphabet in ALPHABETS:
            font = TTFont(FONTS / f"source-serif-4-{alphabet}-wght-{style}.woff2")
            font = instantiateVariableFont(font, {"wght": 400})
            for table in DROPPED:
                if table in font:
                    del font[table]
            font.flavor = None
            part = Path(folder) / f"{alphabet}.ttf"
            font.save(part)
            parts.append(str(part))
        Merger().merge(parts).save(out)


for style, file in FILES.items():
    make(style, OUT / file)
