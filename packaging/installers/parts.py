"""What the program's folder is made of, in bytes, and what it may take at most."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

MEGABYTE = 1_000_000
INSTALLED_LIMIT = 300 * MEGABYTE  # without models
PACKAGE_LIMIT = 100 * MEGABYTE  # without models
# A part, and what the paths of its files begin with; the first that fits is it.
_PARTS = (
    (
        "models",
        ("models/", "desktop_lm/resources/models/", "desktop_lm/resources/sentiment-adapter"),
    ),
    ("Qt: its data of languages (ICU)", ("PySide6/Qt/lib/libicu", "libicu")),
    ("Qt and its binding", ("PySide6/", "shiboken6/", "libQt6", "libpyside6")),
    ("llama.cpp: its kernels", ("llama_cpp/lib/libggml-cpu", "llama_cpp/lib/ggml-cpu")),
    ("llama.cpp", ("llama_cpp/", "libggml", "libllama")),
    ("NumPy and OpenBLAS", ("numpy/", "numpy.libs/", "libscipy_openblas", "libgfortran")),
    ("Parquet (arro3)", ("arro3/",)),
    ("PDFium", ("pypdfium2",)),
    ("languages (py3langid, sentencex)", ("py3langid/", "sentencex/")),
    ("Python and its library", ("libpython", "python3", "python311.dll", "base_library.zip")),
    ("this program's resources", ("desktop_lm/",)),
)
_OTHERS = "others, and libraries of the system"


def table(folder: Path) -> dict[str, int]:
    """Bytes of each part of a frozen program, the largest first; models come last."""
    sizes: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            sizes[_part(file.relative_to(folder).as_posix())] += file.stat().st_size
    models = sizes.pop("models", 0)
    return {**dict(sizes.most_common()), "models": models}


def without_models(folder: Path) -> int:
    """Bytes of a frozen program without its models."""
    return sum(size for part, size in table(folder).items() if part != "models")


def markdown(folder: Path) -> str:
    """The table as Markdown, in millions of bytes."""
    sizes = table(folder)
    rows = [f"| {part} | {size / MEGABYTE:.1f} |" for part, size in sizes.items()]
    total = f"| **without models** | **{without_models(folder) / MEGABYTE:.1f}** |"
    return "\n".join(["| Part | MB |", "|---|---:|", *rows[:-1], total, rows[-1]]) + "\n"


def _part(name: str) -> str:
    inside = name.removeprefix("_internal/")
    if inside == name:
        return "its code and its libraries in Python"
    for part, beginnings in _PARTS:
        if inside.startswith(beginnings):
            return part
    return _OTHERS
