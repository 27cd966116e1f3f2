"""The program beside others that can be installed: the same file, the same texts, one run.

From the ``packaging`` folder: ``python -m compare --help``.
"""
