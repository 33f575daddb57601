"""Text as the public side keeps it: without characters that break a line or a reader, and Markdown made safe once.

One stray NUL ends everybody's calendar in GNOME, and one bare CR starts a new property in others. So text is cleaned
before it is stored, and nothing below this room needs to think of it again.
"""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from commonhour import characters

SURROGATES = re.compile("[\ud800-\udfff]")
TAG_BREAKERS = re.compile(r'[,;"\\]')
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "h3",
    "h4",
    "h5",
    "h6",
    "code",
    "pre",
    "hr",
}
LINK_REL = "nofollow noopener noreferrer"
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable(
    ["image", "html_block", "html_inline"]
)


def clean(value: str) -> str:
    """Text of several lines, with only the characters a reader can see."""
    value = SURROGATES.sub("\ufffd", characters.LINE_BREAKS.sub("\n", value))
    return BLANK_LINES.sub("\n\n", characters.UNSEEN.sub("", value)).strip()


def clean_line(value: str) -> str:
    """The same for one line: every run of white space is one space."""
    return " ".join(clean(value).split())


def clean_label(value: str) -> str:
    """The same for a category, without what some reader splits it at, or fails to.

    ical splits at a comma even where it is escaped, libical at none that follows a quotation mark or stands three after
    a backslash, and ical.js takes a backslash at the end for the escape of the comma between two categories. Without
    these four characters a label has no escape at all.
    """
    return clean_line(TAG_BREAKERS.sub(" ", value))


def clean_link(value: str) -> str:
    """The address if it is one a browser may safely follow, else nothing."""
    value = clean_line(value)
    return value if SAFE_LINK.fullmatch(value) else ""


def _put_headings_below_the_page(tokens: Sequence[Token]) -> None:
    """The page's own headings are one and two: the highest of a description is three, and none is skipped."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(3 + levels.index(token.tag), 6)}"


def html_of(markdown: str) -> str:
    """Markdown as HTML for our own page: no pictures, no raw HTML, only links that leave openly."""
    tokens = _markdown.parse(markdown)
    _put_headings_below_the_page(tokens)
    return nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_only_safe_links,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
        strip_comments=True,
    )


def plain_of(markdown: str) -> str:
    """Markdown as the plain text a calendar app shows, with every address written out."""
    lines: list[str] = []
    bullets: list[int | None] = []
    for token in _markdown.parse(markdown):
        match token.type:
            case "bullet_list_open":
                bullets.append(None)
            case "ordered_list_open":
                bullets.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                bullets.pop()
                lines.append("")
            case "inline":
                lines.append(_bullet(bullets, token) + _inline_text(token.children or []))
                if not bullets:
                    lines.append("")
            case "fence" | "code_block":
                lines.extend([token.content.rstrip("\n"), ""])
    return clean("\n".join(lines))


def _only_safe_links(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or SAFE_LINK.fullmatch(value) else None


def _bullet(bullets: list[int | None], token: Token) -> str:
    if not bullets:
        return ""
    number = bullets[-1]
    if number is None:
        return "- "
    bullets[-1] = number + 1
    return f"{number}. "


def _inline_text(tokens: Sequence[Token]) -> str:
    said: list[str] = []
    opened: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            opened.append((len(said), str(token.attrs.get("href", ""))))
        elif token.type == "link_close" and opened:
            start, address = opened.pop()
            if SAFE_LINK.fullmatch(address) and "".join(said[start:]) != address:
                said.append(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        else:
            said.append(token.content)
    return "".join(said)
