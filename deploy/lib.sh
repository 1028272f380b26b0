# Shared by the scripts of this folder: sourced, never run.
#
# Each function that can fail says in one sentence what is missing and what to do, and returns 1;
# the scripts run under `set -e`, so that the first refusal ends them.

# The folder of the project, whatever the caller's folder is.
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# Debian's own Python: python3-cryptography and python3-zstandard belong to it and to no other.
PYTHON=/usr/bin/python3

# The oldest Swift that reads Package.swift.
SWIFT_MAJOR=6
SWIFT_MINOR=2

# What the build needs (g++ brings the linker and the C headers that Swift uses), and what the tests
# and the demonstration need beside it.
BUILD_PACKAGES=(
    g++ git tzdata libxml2 libncurses6 libsqlite3-dev libcurl4-openssl-dev libmicrohttpd-dev
    libssl-dev libzstd-dev pkg-config)
DEMO_PACKAGES=(python3 python3-zstandard)
TEST_PACKAGES=(
    python3 python3-cryptography python3-zstandard sqlite3 openssl curl strace)

# Flags that every build of this project shares: an undeclared import is an error, and the same
# flags everywhere keep SwiftPM from building the same thing twice.
BUILD_FLAGS=(-c release --disable-xctest --explicit-target-dependency-import-check error)

# say WORDS…: one line for the person at the screen.
say() { printf '%s\n' "$*" >&2; }

# swift_version PROGRAM: prints "6.3" if PROGRAM is the Swift compiler. Debian has another program
# of the name `swift`, the client of an object store; it does not answer like this one.
swift_version() {
    "$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1
}

# new_enough VERSION: whether "6.3" is at least the version that this project needs.
new_enough() {
    local major=${1%%.*} minor=${1#*.}
    ((major > SWIFT_MAJOR || (major == SWIFT_MAJOR && minor >= SWIFT_MINOR)))
}

# find_swift: puts a Swift toolchain that is new enough first in PATH. It looks in PATH, then where
# toolchains are commonly unpacked.
find_swift() {
    local program version found=""
    while IFS= read -r program; do
        [[ -x $program ]] || continue
        version=$(swift_version "$program")
        if [[ -z $version ]]; then
            found=${found:-"$program does not answer as Swift does"}
        elif new_enough "$version"; then
            PATH=$(dirname -- "$program"):$PATH
            export PATH
            return 0
        else
            found="$program is Swift $version"
        fi
    done < <(
        type -ap swift
        printf '%s\n' "$HOME"/.local/share/swiftly/bin/swift "$HOME"/swift*/usr/bin/swift \
            /opt/*/usr/bin/swift /usr/local/swift*/usr/bin/swift /usr/share/swift*/usr/bin/swift
    )
    say "A Swift toolchain of version $SWIFT_MAJOR.$SWIFT_MINOR or newer is missing${found:+ ($found)};" \
        "Debian 12 has none: unpack one and put its usr/bin into PATH."
    return 1
}

# missing_packages NAME…: prints those that are not installed.
missing_packages() {
    local name
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$name"
    done
}

# install_packages NAME…: installs the Debian packages that are missing. It touches neither network
# nor administrator's rights when none is.
install_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "This machine has no dpkg-query: the scripts know Debian only; install by hand: $*."
        return 1
    fi
    local missing=() as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            say "These Debian packages are missing and you are neither root nor have sudo: ${missing[*]}."
            return 1
        fi
        as_root=(sudo)
    fi
    say "Installing Debian packages: ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive
        apt-get install --yes --no-install-recommends "${missing[@]}")
    # The lists of a fresh machine are empty or old; they are fetched only if the first try fails.
    "${as_root[@]}" "${install[@]}" >&2 && return 0
    "${as_root[@]}" apt-get update >&2 && "${as_root[@]}" "${install[@]}" >&2 && return 0
    say "These Debian packages are missing and could not be installed: ${missing[*]};" \
        "give this machine a Debian mirror, or install them from a stick, and run this again."
    return 1
}

# build_products: both programs, in .build/release.
build_products() {
    (cd "$ROOT" && swift build "${BUILD_FLAGS[@]}")
}
