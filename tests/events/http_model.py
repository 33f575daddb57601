"""A small model of conditional requests and codings, written from RFC 9110 and knowing nothing of the code it judges."""

# The weights of (gzip, plain bytes) each value gives; None: not named, which shuts gzip out and lets plain bytes in.
WEIGHTS: dict[str | None, tuple[float | None, float | None]] = {
    None: (None, None),
    "": (None, None),
    "gzip": (1, None),
    "GZIP": (1, None),
    "x-gzip": (1, None),
    "gzip;q=0": (0, None),
    "gzip;q=0.000": (0, None),
    "gzip ; q=0.001": (0.001, None),
    "gzip;Q=0.5": (0.5, None),
    "gzip, deflate, br, zstd": (1, None),
    "br": (None, None),
    "deflate": (None, None),
    "identity": (None, 1),
    "identity;q=0": (None, 0),
    "gzip, identity;q=0": (1, 0),
    "gzip;q=0, identity;q=0": (0, 0),
    "gzip;q=0.5, identity": (0.5, 1),
    "gzip;q=0.5, identity;q=0.5": (0.5, 0.5),
    "identity;q=0.5, gzip;q=1.0": (1, 0.5),
    "*": (1, 1),
    "*;q=0": (0, 0),
    "*;q=0, gzip": (1, 0),
    "gzip;q=0, *": (0, 1),
    "*;q=0.1, identity;q=0": (0.1, 0),
    "br;q=1, *;q=0.5": (0.5, 0.5),
    "gzip, gzip;q=0": (0, None),
    "gzip;q=0, gzip": (0, None),
    "gzip;q=2": (None, None),
    "gzip;q=high": (None, None),
    "gzip;q=0.5;q=1": (None, None),
    "gzip;level=9": (None, None),
    "gzipped, notgzip": (None, None),
    "x-compress, x-*": (None, None),
    ";;,, ,;q=1": (None, None),
}


def taken(header: str | None) -> list[str]:
    """Which bytes a reader takes, the best first."""
    gzip, plain = WEIGHTS[header]
    wanted = [("gzip", gzip or 0, 1), ("identity", 0.0005 if plain is None else plain, 0)]
    allowed = [each for each in wanted if each[1] > 0]
    ranked = sorted(allowed, key=lambda each: (-each[1], -each[2]))
    return [name for name, _, _ in ranked] or ["identity"]


def held(codings: list[str], names: dict[str, str], tags: frozenset[str] | None, *, dated: bool) -> str:
    """In which coding the reader holds this very revision, or nothing; `names` has the tag of each coding."""
    if tags is not None:
        return next((each for each in codings if {"any", names[each]} & tags), "")
    return codings[0] if dated else ""
