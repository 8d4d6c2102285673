"""The table of file formats for the pages: what is read, what is written, and what each holds."""

from collections.abc import Iterator

from exporters import formats as writers
from exporters.holding import Holds, Kept
from importers import formats as readers
from importers.format_names import READ


def formats_table() -> str:
    """Return the table of all formats, then what each writer declares to hold."""
    read = {reader.FORMAT: reader for reader in readers.readers()}
    written = {writer.FORMAT: writer for writer in writers.writers()}
    lines = [
        "| word | format | 格式 | read | in chunks | written as |",
        "|---|---|---|---|---|---|",
    ]
    for word in sorted(read.keys() | written.keys()):
        known = READ.get(word)
        title = (known.title.en, known.title.zh) if known else (word, word)
        chunked = isinstance(read.get(word), readers.ChunkedReader)
        ending = f"`{writers.ending(word)}`" if word in written else ""
        lines.append(
            f"| `{word}` | {title[0]} | {title[1]} | {'yes' if word in read else ''} "
            f"| {'yes' if chunked else ''} | {ending} |"
        )
    lines += ["", "### What a written file holds", ""]
    lines += [
        "What a format holds comes back identical when it is read again (a test draws deliveries "
        "from these lists). What it does not hold is reported by the export (EX01 `not_held`, EX02 "
        "`text_changed`) and never lost in silence. Holders are never written.",
        "",
    ]
    for word in sorted(written):
        lines += [f"**`{word}`**", "", *_held(written[word].HOLDS), ""]
    return "\n".join(lines)


def _held(holds: Holds) -> Iterator[str]:
    for name in ("parcels", "buildings", "units", "lines"):
        kept: Kept | None = getattr(holds, name)
        words = {"lines": "boundary lines"}.get(name, name)
        if kept is None:
            yield f"- {words}: not held"
            continue
        listed = ", ".join(f"`{one}`" for one in sorted(kept.fields))
        extra = ", ".join(f"`{one}`" for one in sorted(kept.attributes)) or "none"
        more = "points, labels of both ends" if name == "lines" else f"attributes: {extra}"
        yield f"- {words}: {listed}; {more}"
    figures = "every digit" if holds.exact_decimals else "binary doubles"
    shapes = [word for word in ("shapes", "parts", "holes", "point_labels") if getattr(holds, word)]
    yield f"- coordinates: {figures}; {', '.join(shapes).replace('_', ' ') or 'no shapes'}"
    if holds.replaced:
        pairs = ", ".join(f"`{a}` → `{b}`" for a, b in holds.replaced.items())
        yield f"- characters written as others: {pairs}"
