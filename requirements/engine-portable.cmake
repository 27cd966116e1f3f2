# Included by CMake like engine-build.cmake, where the engine is built for all processors: libllama,
# and beside it one library of kernels for each generation of processors, chosen when it starts.
include("${CMAKE_CURRENT_LIST_DIR}/engine-build.cmake")
# The kernels are modules. llama.cpp installs modules with programs, which would be outside the package.
set(CMAKE_INSTALL_BINDIR llama_cpp/lib)
# They find libggml-base beside them, wherever the package is moved to.
if(NOT APPLE AND NOT WIN32)
    set(CMAKE_INSTALL_RPATH "$ORIGIN")
endif()
# Assertions name their files. Without the folder of this build, two builds give the same bytes.
if(NOT MSVC)
    add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=llama-cpp-python")
endif()
