"""What goes with a file of rows: a data card for people, and Croissant metadata for programs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from studio import bodies

ABOUT = {
    bodies.PreferencePair: (
        "Votes of people on pairs of takes, which they judged blind: two candidates of a generative model, "
        "on random sides, without name, grade or origin."
    ),
    bodies.RatedTake: (
        "Takes (kept candidates of a generative model) with the stars that people gave them, and whether "
        "they picked or rejected them."
    ),
    bodies.StepPreference: (
        "What people did to candidates of a generative model in the middle of a run: the symbols that they "
        "held, freed, changed and took back. Each row follows from the generation's stored steps."
    ),
}
LIMITS = (
    "Few people judged, and they chose what to judge: nothing here speaks for all who listen or read.",
    "A prompt is what was held on the canvas; marks and settings are beside it, not in its text.",
    "Others' ratings may have been in view where `saw_others` is true or null.",
    "People are numbered anew in each file, so the numbers of two files do not belong together.",
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
MEDIA_TYPES = {"jsonl": "application/jsonlines", "parquet": "application/x-parquet"}
_TYPES = {int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean"}


def readme(name: str, model: type[BaseModel], view: str, counts: Mapping[str, int], files: list[str]) -> str:
    """The data card, as Markdown with the head that hubs of data sets read."""
    schema = model.model_json_schema(mode="serialization")
    fields = {field: schema["properties"][field] for field in model.model_fields}
    data = [file for file in files if file.startswith("data.")]
    head = [
        "---",
        f"pretty_name: {json.dumps(name)}",
        "configs:",
        "- config_name: default",
        f"  data_files: {data[-1]}",
    ]
    said = [f"- {what}: {count:,}" for what, count in counts.items()]
    columns = (
        [f"- `{field}`: {_type_words(about)}" for field, about in fields.items()]
        if view == "full"
        else [f"- `{column}`" for column in VIEWS[view]]
    )
    return "\n".join(
        [
            *head,
            "---",
            "",
            f"# {name}",
            "",
            ABOUT[model],
            "",
            "No person is named. Whoever made the project holds the rights in it, and says on what terms it "
            "may be used.",
            "",
            "## How much",
            "",
            *said,
            "",
            "## Columns",
            "",
            *columns,
            "",
            model.__doc__ or "",
            "",
            "## What to keep in mind",
            "",
            *(f"- {limit}" for limit in LIMITS),
            "",
        ]
    )


VIEWS = {
    "pairs": ("prompt", "chosen", "rejected"),
    "labels": ("prompt", "completion", "label"),
}


def _type_words(about: Mapping[str, Any]) -> str:
    kinds = [each.get("type", "object") for each in about.get("anyOf", [about])]
    return " or ".join(dict.fromkeys(kind if isinstance(kind, str) else "value" for kind in kinds))


def croissant(
    name: str, model: type[BaseModel], view: str, files: Mapping[str, tuple[int, str]], at: datetime
) -> dict[str, Any]:
    """Croissant 1.0. files: size and SHA-256 of each file of data by its name."""
    fields = (
        list(_fields(model))
        if view == "full"
        else [_Field(column, bool if column == "label" else str) for column in VIEWS[view]]
    )
    # a program reads columns where there are some, else lines
    source = next((file for file in files if file.endswith(".parquet")), next(iter(files)))
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name,
        "description": ABOUT[model],
        "version": f"{model.model_fields['version'].default}.0.0",
        "datePublished": at.date().isoformat(),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file,
                "name": file,
                "contentUrl": file,
                "contentSize": f"{size} B",
                "encodingFormat": MEDIA_TYPES[file.rsplit(".", 1)[-1]],
                "sha256": sha256,
            }
            for file, (size, sha256) in files.items()
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "field": [field.described(source) for field in fields],
            }
        ],
    }


@dataclass(frozen=True)
class _Field:
    """A field that metadata can name: a column, or a part of one (`path`)."""

    column: str
    of: type
    path: str = ""
    is_list: bool = False

    def described(self, source: str) -> dict[str, Any]:
        name = self.column + self.path.replace(".", "/")
        from_lines = {"extract": {"jsonPath": f"$.{self.column}{self.path}"}}
        from_column: dict[str, Any] = {"extract": {"column": self.column}}
        if self.path:
            from_column["transform"] = {"jsonPath": f"${self.path}"}
        found = {
            "@type": "cr:Field",
            "@id": f"rows/{name}",
            "name": name,
            "dataType": _TYPES.get(self.of, "sc:Text"),
            "source": {
                "fileObject": {"@id": source},
                **(from_column if source.endswith(".parquet") else from_lines),
            },
        }
        return found | {"repeated": True} if self.is_list else found


def _fields(model: type[BaseModel], column: str = "", path: str = "") -> Iterator[_Field]:
    """The fields of a row that have a type of their own. Grids with gaps and lists of people's ratings have
    none: the schema says what is in them."""
    for name, info in model.model_fields.items():
        where = (column or name, f"{path}.{name}" if column else path)
        parts = [part for part in (get_args(info.annotation) or (info.annotation,)) if part is not NoneType]
        of = parts[0]
        if get_origin(info.annotation) is list:
            depth = str(info.annotation)
            if of in (int, str) or (get_origin(of) is list and "None" not in depth):
                leaf = get_args(of)[0] if get_origin(of) is list else of
                yield _Field(where[0], leaf if leaf in _TYPES else str, where[1], is_list=True)
        elif isinstance(of, type) and issubclass(of, BaseModel):
            yield from _fields(of, *where)
        else:
            yield _Field(where[0], of if isinstance(of, type) else type(of), where[1])


def counts_of(rows: Counter[str], num_rows: int) -> dict[str, int]:
    """What the card says of how much there is."""
    return {"rows": num_rows, **{what: rows[what] for what in sorted(rows)}}
