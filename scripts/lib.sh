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
    Linux) use_debian_openmp_blas ;;
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

# Libraries whose archives are here become parts of the program, as it opens each other one at every start:
# five of them take 0.3 of 4 ms. In the folder stands for each a linker's script with the archive and what it
# needs (libpng: zlib), so that the linker's order does not matter. The folder comes before the system's, since
# the copies of pkg-config's files in it say that they lie there. A library without archive stays shared; so does
# RE2 where it needs Abseil, which its shared library brings.
use_archives() {
  local folder=$1 name libraries library places
  rm -rf "$folder"
  mkdir -p "$folder"
  for name in yaml-0.1 zlib libzstd libpng16 libjpeg re2; do
    [[ $name != re2 || -z $(pkg-config --print-requires --print-requires-private re2 2>&1) ]] || continue
    libraries=$(pkg-config --static --libs-only-l "$name" 2>/dev/null) || continue
    libraries+=" "
    library=lib${libraries#-l}
    library=${library%% *}.a
    # Not its `libdir`: that of Debian's libzstd is a folder without libzstd.
    places=$(pkg-config --variable=pcfiledir "$name")
    [[ -e ${places%/*}/$library ]] || continue
    echo "GROUP(${places%/*}/$library ${libraries#* })" >"$folder/$library"
    sed "s|^\([a-z]*\)libdir=.*|\1libdir=$folder|" "$places/$name.pc" >"$folder/$name.pc"
  done
  build_flags+=(-Xlinker "-L$folder")
  export PKG_CONFIG_PATH=$folder${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
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
