"""Makes the example's model, named colours, and the image of its smoke test."""

import json
import struct
import zlib
from pathlib import Path

HERE = Path(__file__).parent
COLOURS = {"red": [220, 30, 40], "green": [40, 160, 70], "blue": [30, 60, 200], "white": [250] * 3}


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """An RGB image of one colour as a PNG file (W3C PNG, chunks IHDR, IDAT, IEND)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def main() -> None:
    model = HERE / "model" / "colours.json"
    model.parent.mkdir(exist_ok=True)
    model.write_text(json.dumps(COLOURS) + "\n", encoding="utf-8")
    (HERE / "leaf.png").write_bytes(png(16, 8, (50, 150, 80)))


if __name__ == "__main__":
    main()
