"""What reading a document may cost."""

from __future__ import annotations

MAX_FILE = 256 << 20  # bytes of a packed file: docx, odt, pdf
MAX_PLAIN_FILE = 64 << 20  # bytes of a file that is text itself
MAX_UNPACKED = 512 << 20  # bytes of one packed part, unpacked
MAX_ALL_UNPACKED = 2 << 30  # bytes of all parts, where they are copied
MAX_RATIO = 200  # unpacked to packed; real documents stay below some 50
FREE_RATIO_BYTES = 16 << 20  # of a part: however well it packs, this much does no harm
FREE_ALL_BYTES = 512 << 20  # of all parts, where they are copied: some pictures of one colour
MAX_CHARACTERS = 16_000_000  # of text: four times the Bible
MAX_DEPTH = 500  # elements within each other
SECONDS = 180.0  # by the clock
CPU_SECONDS = 120
DATA_BYTES = 1 << 30
ADDRESS_BYTES = 3 << 30  # libraries and a mapped file count here, and cost nothing
