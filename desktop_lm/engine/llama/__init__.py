"""The model itself, through llama-cpp-python's low-level API. The only importer of llama_cpp."""
