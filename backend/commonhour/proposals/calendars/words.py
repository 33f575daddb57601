"""The texts of calendar files as ours: unescaped, out of HTML, without anybody's address."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import nh3

from commonhour.events import text

TO_JOIN = "(the link to join)"
MOST_PIECES = 40
MOST_MARKS = 100
MOST_TAGS = 1_000
LONGEST = 20_000
"""More than twice what a description may hold; what lies beyond is not read."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|b|body|br|blockquote|div|em|font|h[1-6]|head|html|i|li|meta|ol|p|pre|span|strong|style|table|tbody|td|tr|u|ul)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(
    r"[<(]?(?:mailto:)?(?<![\w.+%'-])[\w.+%'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?![\w@])[>)]?"
)
_PHONE = re.compile(
    r"(?<![\w/=.-])(?:\+[0-9]{1,3}[ .-]?)?(?:\([0-9]{2,4}\)|[0-9]{2,4})[ .-][0-9]{3,4}[ .-]?[0-9]{3,5}(?![\w/])"
)
_LINK = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
_TO_JOIN = re.compile(
    r"https?://(?:"
    r"(?:[a-z0-9-]+\.)*zoom\.(?:us|com)/(?:j|w|my|s|meeting/register|webinar/register)/?"
    r"|(?:gcc\.|dod\.)?teams\.(?:microsoft\.com/(?:l/meetup-join|meet|dl/launcher)|live\.com/meet)/"
    r"|meet\.google\.com/[a-z]"
    r"|(?:[a-z0-9-]+\.)*webex\.com/(?:[a-z0-9.-]+/)?(?:j\.php|meet|join|[a-z0-9-]+/j\.php|webappng|wbxmjs)"
    r"|(?:[a-z0-9-]+\.)*(?:gotomeeting\.com|gotomeet\.me|gotowebinar\.com|goto\.com)/"
    r"|meet\.jit\.si/|whereby\.com/|(?:[a-z0-9-]+\.)*bluejeans\.com/|discord\.(?:gg|com/invite)/"
    r"|(?:[a-z0-9-]+\.){0,6}(?:bbb|bigbluebutton)[a-z0-9.-]{0,200}/|(?:[a-z0-9-]+\.)*chime\.aws/[0-9]|join\.skype\.com/"
    r"|meet\.lync\.com/|hopin\.com/events/|(?:[a-z0-9-]+\.)*airmeet\.com/|gather\.town/"
    r")[^\s<>\"'\\]*",
    re.IGNORECASE,
)
_MARK = re.compile(r"[*_`\[\]<>!&\\]")
_RULE_ROW = "_" * 20
_RULE = re.compile(r"_{20,}|-::~[~:]{4,}::-|[-~=*.]{30,}")
_ONLY_TO_JOIN = re.compile(r"(?m)^[^\n.!?]{0,60}\(the link to join\)[>)\s]*$\n?")
_WORDED_TO_JOIN = re.compile(
    rf"\[([^\[\]]{{0,300}})\]\(<?(?={_TO_JOIN.pattern})[^\s()]{{1,2000}}\)", re.IGNORECASE
)
_PASSCODE = re.compile(
    r"\b(?:passcode|password|pass code|meeting id|webinar id|pin|access code|conference id)\s*[:#]\s*\S",
    re.IGNORECASE,
)


def unescaped(value: str) -> str:
    r"""RFC 5545 3.3.11 read kindly: \n and \N are line breaks, any other escaped character is itself."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value[:LONGEST])


def line(value: str) -> str:
    """A text of one line, out of HTML where it came in it."""
    plain = unescaped(value)
    if is_html(plain):
        plain = text.plain_of(markdown_of_html(plain))
    return text.clean_line(_entities(plain))


def several(value: str) -> list[str]:
    """The parts of a list such as CATEGORIES, where a comma may be escaped."""
    pieces = re.split(r"(?<!\\),", value[:LONGEST])
    return [words for piece in pieces[:MOST_PIECES] if (words := line(piece))]


def is_html(value: str) -> bool:
    return _TAG.search(value) is not None


def _entities(value: str) -> str:
    """&amp; and its kin, as web pages leave them behind in plain texts."""
    for name, letter in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&rsquo;", "’"),
                         ("&ndash;", "–"), ("&mdash;", "—"), ("&amp;", "&")):  # fmt: skip
        value = value.replace(name, letter)
    return value


def markdown(plain: str) -> str:
    """A text of several lines, already unescaped, as Markdown that reads the same."""
    return markdown_of_html(plain) if is_html(plain) else markdown_of_plain(_entities(plain))


def markdown_of_plain(value: str) -> str:
    """Plain text, where nothing may turn into markup and no line run into the next."""
    rows = [row.strip() for row in text.clean(value).split("\n")]
    kept = "\n".join(_kept_apart(row, after) for row, after in zip(rows, [*rows[1:], ""], strict=True))
    # Of very many marks, Markdown takes long to find that they mean nothing.
    if len(_MARK.findall(kept)) <= MOST_MARKS and _heard(text.plain_of(kept)) == _heard(value):
        return kept
    rows = [_literal(row) for row in rows]
    return "\n".join(_kept_apart(row, after) for row, after in zip(rows, [*rows[1:], ""], strict=True))


def _kept_apart(row: str, after: str) -> str:
    """Two spaces at the end keep a line break in Markdown; a list keeps it by itself."""
    return f"{row}  " if row and after and not re.match(r"(?:[-*+]|[0-9]{1,3}[.)])\s", after) else row


def _literal(row: str) -> str:
    escaped = re.sub(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w))", r"\\\1", row)
    return re.sub(r"^([-+=#>])|^([0-9]+)(?=[.)])", _literal_start, escaped)


def _literal_start(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\"


def _heard(value: str) -> str:
    return "".join(value.split())


def markdown_of_html(value: str) -> str:
    """HTML as Markdown. nh3 makes it whole and harmless first, so that what is parsed here is small and well formed.

    Of more tags than any page of words has, the words alone are kept: what lies a thousand deep takes long to make whole.
    """
    if value.count("<", 0, LONGEST) > MOST_TAGS:
        return markdown_of_plain(_entities(_ANY_TAG.sub(" ", value[:LONGEST])))
    safe = nh3.clean(
        value[:LONGEST],
        tags={"a", "b", "strong", "i", "em", "p", "br", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
              "blockquote", "tr", "td"},
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )  # fmt: skip
    writer = _Markdown()
    writer.feed(safe)
    writer.close()
    return text.clean("".join(writer.said))


class _Markdown(HTMLParser):
    """Writes down what a page says, in the little Markdown that a listing has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.links: list[tuple[int, str]] = []
        self.lists: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((len(self.said), dict(attrs).get("href") or ""))
        elif tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ul" else 1)
            self.said.append("\n\n")
        elif tag == "li":
            self._bullet()
        elif tag == "br":
            self.said.append("  \n")
        elif tag[0] == "h" and tag[1:].isdigit():
            self.said.append("\n\n### ")
        elif tag in {"p", "div", "blockquote", "tr"}:
            self.said.append("\n\n" if tag != "div" else "\n")
        elif tag == "td":
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._close_link(*self.links.pop())
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.said.append("\n\n")
        elif tag == "div":
            self.said.append("  \n")
        elif tag in {"p", "blockquote"} or (tag[0] == "h" and tag[1:].isdigit()):
            self.said.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.said.append(_literal(re.sub(r"\s+", " ", data)) if data.strip() else " ")

    def _bullet(self) -> None:
        number = self.lists[-1] if self.lists else 0
        self.said.append(f"\n{number}. " if number else "\n- ")
        if number:
            self.lists[-1] += 1

    def _close_link(self, start: int, address: str) -> None:
        words = "".join(self.said[start:]).strip()
        del self.said[start:]
        target = text.clean_link(address)
        if not target or target.lower().startswith("mailto:"):
            self.said.append(words)
        elif not words or text.plain_of(words) == target:
            self.said.append(target)
        else:
            self.said.append(
                f"[{words}](<{target}>)" if re.search(r"[()]", target) else f"[{words}]({target})"
            )


def without_addresses(value: str) -> tuple[str, list[str]]:
    """The text without e-mail addresses, and those that stood in it."""
    found = list(
        dict.fromkeys(each.strip("<>()").removeprefix("mailto:") for each in _ADDRESS.findall(value))
    )
    return (_ADDRESS.sub("(address left out)", value), found) if found else (value, [])


def phones(value: str) -> list[str]:
    """What looks like the number of a telephone."""
    return list(dict.fromkeys(found.strip() for found in _PHONE.findall(_LINK.sub(" ", value))))


def link_to_join(values: Iterable[str]) -> str:
    """The first link to a meeting on line."""
    for value in values:
        found = _TO_JOIN.search(value[:LONGEST])
        if found:
            return trimmed(found[0])
    return ""


def without_links_to_join(value: str) -> tuple[str, list[str]]:
    """The Markdown without links to meetings, and those that stood in it."""
    found = list(dict.fromkeys(trimmed(each) for each in _TO_JOIN.findall(value)))
    if not found:
        return value, []
    value = _WORDED_TO_JOIN.sub(r"\1", value)
    value = _TO_JOIN.sub(lambda link: TO_JOIN + link[0][len(trimmed(link[0])) :], value)
    return _ONLY_TO_JOIN.sub("", value.replace(f"<{TO_JOIN}>", TO_JOIN)).strip(), found


def without_meeting_blocks(value: str) -> tuple[str, list[str]]:
    """The text without what Meet and Teams set between two ruled lines (links, numbers to dial, codes), and those blocks."""
    kept, blocks, block = list[str](), list[str](), list[str]()
    for row in [*value.split("\n"), _RULE_ROW]:
        if not _RULE.fullmatch(row.strip()):
            (block or kept).append(row)
            continue
        if block and (_TO_JOIN.search("\n".join(block)) or holds_a_passcode("\n".join(block))):
            blocks.append("\n".join(block[1:]).strip())
            block = []
            continue
        kept += block
        block = [row]
    return "\n".join(kept), blocks


def fits_a_link(link: str, most: int) -> bool:
    """Whether the address can be kept as it is; one that is cut leads nowhere."""
    return len(link) <= most and text.clean_link(link) == link


def is_longer_than_read(value: str) -> bool:
    return len(value) > LONGEST


def first_link(value: str) -> str:
    found = _LINK.search(value[:LONGEST])
    return trimmed(found[0]) if found else ""


def trimmed(link: str) -> str:
    """A link without the punctuation of the sentence it stood in."""
    link = link.rstrip(".,;:!?*_>]")
    return link[:-1] if link.endswith(")") and "(" not in link else link


def holds_a_passcode(value: str) -> bool:
    return _PASSCODE.search(value) is not None


def shortened(value: str, most: int) -> tuple[str, str]:
    """What fits, cut at a word, and the rest."""
    if len(value) <= most:
        return value, ""
    cut = value.rfind(" ", most // 2, most - 1)
    at = cut if cut > 0 else most - 1
    return f"{value[:at].rstrip()}…", value[at:].strip()
