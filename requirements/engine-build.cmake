# Included by CMake at llama-cpp-python's project() (dev.py passes CMAKE_PROJECT_llama_cpp_INCLUDE).
# The engine calls libllama alone. The library of llama.cpp's command-line tools is on by force in
# the cache; a normal variable goes before it and spares more than half of the compile time.
set(LLAMA_BUILD_COMMON OFF)
