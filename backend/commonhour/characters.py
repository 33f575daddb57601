"""Characters that nobody sees, and those that break a line: one list for every room that reads or keeps words."""

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control, direction and zero-width characters, blank letters, halves of a surrogate: they can disguise one word as
another, or end a calendar. The joiners U+200C and U+200D are not among them: words and emoji need them."""

LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
"""Every way to break a line but the one we keep."""
