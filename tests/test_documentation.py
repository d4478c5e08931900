"""Do the tutorials do what they say? Every Python block of a page runs, in order, in an empty folder."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PAGES = sorted((TOP / "docs" / "tutorials").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_tutorial_runs(page, tmp_path):
    code = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    if not code:
        pytest.skip("no Python on this page")
    # A script of its own: what it starts in other processes finds it again.
    script = tmp_path / f"{page.stem}.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, script.name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.slow
def test_the_site_builds_and_asks_nothing_of_the_network(tmp_path):
    pytest.importorskip("sphinx")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "docs", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outside = re.compile(r"""<(?:script|link|img)[^>]+(?:src|href)=["']?https?://""")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 10
    assert not [page.name for page in pages if outside.search(page.read_text(encoding="utf-8"))]
    shutil.rmtree(tmp_path / "site")
