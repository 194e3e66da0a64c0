# What the scripts here share; sourced, not run. Written for bash 3.2, which is what macOS has.
set -euo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)

# Sets `build_flags`, with which every build and test run is made, and PKG_CONFIG_PATH. A build with
# other flags in the same folder would throw the objects of this one away.
find_build_flags() {
  # For the processor at hand: Swift takes the vector instructions it may use from Clang's flags.
  local native=-march=native
  case $(uname -m) in arm64 | aarch64) native=-mcpu=native ;; esac
  build_flags=(-c release -Xcc "$native" --explicit-target-dependency-import-check error)
  case $(uname -s) in
    Linux)
      use_debian_openmp_blas
      use_re2_archive
      ;;
    Darwin) use_homebrew ;;
  esac
}

# Debian holds several builds of OpenBLAS side by side and lets `update-alternatives` choose one for
# the whole system. tfx wants the OpenMP build, which shares its threads with oneDNN, whatever the
# system's choice is: so the program looks into that one's folder first when it opens the library.
use_debian_openmp_blas() {
  local folder
  folder=/usr/lib/$(uname -m)-linux-gnu/openblas-openmp
  [[ -e $folder/libopenblas.so.0 ]] || return 0
  build_flags+=(-Xlinker -rpath -Xlinker "$folder")
}

# RE2 becomes a part of the program where its archive is whole in itself, so that starting the program
# loads no library for it: Package.swift links the name that it finds here. Not by a folder that comes
# first for the linker, since what pkg-config says of other libraries comes before. Later versions of
# RE2 need Abseil too; their shared library brings it.
use_re2_archive() {
  local archive
  archive=$(pkg-config --variable=libdir re2 2>/dev/null)/libre2.a || return 0
  [[ -e $archive && -z $(pkg-config --print-requires --print-requires-private re2) ]] || return 0
  export TFX_RE2=:libre2.a
}

# Homebrew keeps its libraries outside the compiler's folders, and those that macOS has too (zlib,
# OpenBLAS) outside its own `lib` as well. oneDNN has no pkg-config file; RE2's headers want Abseil's.
use_homebrew() {
  local brew name
  brew=$(brew --prefix 2>/dev/null) || return 0
  for name in libyaml openblas zlib; do
    export PKG_CONFIG_PATH=$brew/opt/$name/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
  done
  for name in onednn libomp openblas re2 abseil; do
    build_flags+=(-Xcc "-I$brew/opt/$name/include" -Xlinker "-L$brew/opt/$name/lib")
  done
}
