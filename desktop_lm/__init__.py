"""desktop-lm: language tasks on a 4-bit model, in a window, offline."""

__version__ = "0.1.0"
