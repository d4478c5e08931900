"""Does every figure on owners carry its source, and does the page on decisions tell the values in force?"""

from pathlib import Path

from twin.decisions import Params

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "decisions.md"


def told(each):
    """A parameter as the page tells it."""
    value = each["value"]
    words = ", ".join(f"{part:g}" for part in value) if isinstance(value, tuple) else f"{value:.4g}"
    return f"| `{each['name']}` | {words} | {each['unit']} | {each['doc']} | {each['status']} | {each['source']} |"


def test_the_page_tells_each_parameter_as_it_is():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `")] == [told(each) for each in Params.rows()]


def test_what_comes_from_memory_is_no_published_figure():
    for each in Params.rows():
        assert each["source"]
        assert each["status"] == "assumed" or "from memory" not in each["source"] or each["status"] == "fitted"
        assert each["status"] != "published" or "assumed" not in each["source"]
