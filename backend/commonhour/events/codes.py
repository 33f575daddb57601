"""A QR code as an SVG picture: black on white with its quiet zone, and words for who cannot see it."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

import segno

from commonhour.errors import BadInput

QUIET = 4
"""Modules left white on every side, as ISO/IEC 18004 wants it; a poster may be dark around the picture."""
WIDTHS = {"medium": 50, "small": 30, "large": 90}
"""Millimetres, so that a picture that is placed in a document is of a size that a camera reads."""


def drawn(address: str, *, title: str, width: int) -> str:
    """The code of an address. A quarter of its modules or less may be lost to a crease: level M, or better where it fits.

    Raises:
        BadInput: no code holds so long an address.
    """
    try:
        code = segno.make(address, micro=False, error="m")
    except segno.DataOverflowError:
        sentence = "This choice is longer than a code can hold. Search for fewer words, or choose less."
        raise BadInput("too_long_for_a_code", sentence) from None
    side = len(code.matrix) + 2 * QUIET
    bars = "".join(
        f"M{start + QUIET} {row + QUIET}h{length}v1h-{length}z"
        for row, modules in enumerate(code.matrix)
        for start, length in _dark(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="code-title code-desc" '
        f'width="{width}mm" height="{width}mm" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<title id="code-title">{escape(title)}</title><desc id="code-desc">Opens {escape(address)}</desc>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{bars}"/></svg>'
    )


def _dark(modules: bytearray) -> Iterator[tuple[int, int]]:
    """Where dark modules lie beside each other: start and length. One bar prints without hairlines between them."""
    at = 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            yield at, length
        at += length
