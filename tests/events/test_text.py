"""Markdown of a description, as the public reads it."""

import pytest

from commonhour.events import text


@pytest.mark.parametrize(
    "markdown, html",
    [
        ("# Plan", "<h3>Plan</h3>"),
        ("## Plan\n\n#### Bring", "<h3>Plan</h3>\n<h4>Bring</h4>"),
        ("Plan\n====\n\n# Again", "<h3>Plan</h3>\n<h3>Again</h3>"),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5", "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>"),
    ],
)
def test_headings_stand_below_the_pages_own_and_skip_no_level(markdown: str, html: str) -> None:
    assert text.html_of(markdown).strip() == html
