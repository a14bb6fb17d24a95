"""The `source:` of `dataset.yml`: who published the data, under which licence, and which bytes are meant."""

import re
from pathlib import PurePosixPath

from .disclosure import read_public
from .form import Form
from .read_keys import READ, READ_ORIGINAL, read_reading
from .spec import Original, Source

SOURCE = ("publisher", "citation", "licence", "redistribution", "public", "url", "file", "sha256", "read", "originals")
ORIGINAL = ("table", "file", "url", "sha256", *READ_ORIGINAL)
REDISTRIBUTION = ("yes", "extract", "no")
LICENCES = (
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-3.0-IGO",
    "CC-BY-ND-4.0",
    "ODbL-1.0",
    "MIT",
    "OGL-UK-3.0",
    "OGL-ON",
    "OGL-CA",
    "StatCan-OL",
    "US-PD",
    "figures-only",
    "restricted",
)
ADDRESS = re.compile(r"https?://\S+")
SHA256 = re.compile(r"[0-9a-f]{64}")


def read_source(form: Form) -> Source:
    return Source(
        publisher=form.read_text("publisher", required=True),
        citation=form.read_text("citation", required=True),
        licence=form.read_text("licence", LICENCES, required=True),
        redistribution=form.read_text("redistribution", REDISTRIBUTION, required=True),
        public=read_public(form),
        url=read_address(form),
        file=read_file(form),
        sha256=read_sha256(form),
        reading=read_reading(form.read_form("read", READ), form.read_text("file"), "source"),
        originals=tuple(read_original(item, line, form) for line, item in form.read_items("originals")),
    )


def read_original(item: object, line: int, source: Form) -> Original:
    form = Form(item, ORIGINAL, source.shown, source.findings, "originals", line)
    return Original(
        table=form.read_text("table", required=True),
        file=form.read_text("file", required=True, example="counts.csv"),
        url=read_address(form),
        sha256=read_sha256(form),
        reading=read_reading(form, form.read_text("file"), "originals"),
    )


def read_file(form: Form) -> str:
    """The name of the data file, which lies in the dataset's own folder."""
    name = form.read_text("file", required=True, example="counts.csv")
    if name and PurePosixPath(name).name != name:
        form.note(
            form.line("file"),
            f"file: {name}",
            "the name of a file in the dataset's own folder",
            f"put the file beside dataset.yml and write file: {PurePosixPath(name).name or 'counts.csv'}",
        )
    return name


def read_address(form: Form) -> str:
    """Where the source can be read on the web."""
    address = form.read_text("url", required=True, example="https://...")
    if address and not ADDRESS.fullmatch(address):
        allowed = "an address of the web: no number without its source"
        form.note(form.line("url"), f"url: {address}", allowed, "write url: https://... where it can be read")
    return address


def read_sha256(form: Form) -> str:
    value = form.read_text("sha256", required=True, example="and what sha256sum FILE prints")
    if value and not SHA256.fullmatch(value):
        allowed = "64 hexadecimal digits in lower case"
        form.note(form.line("sha256"), f"sha256: {value}", allowed, "run sha256sum FILE and write what it prints")
    return value
