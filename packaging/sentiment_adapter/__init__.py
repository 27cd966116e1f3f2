"""The recipe of the starter's sentiment adapter: see README.md."""
