#!/usr/bin/env bash
# Installs what `make run` and `make test` need on Debian 12 or newer: system packages, Rust and
# Node; with --driver also tauri-driver. Does nothing where all of it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  # to build
  build-essential pkg-config file curl ca-certificates xz-utils
  libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev libxdo-dev libssl-dev
  # to test
  xvfb xauth webkit2gtk-driver dbus dbus-x11 jq procps faketime chromium cage
)

# Whether the second version is the first one or a later one.
reaches() { [[ -n $2 ]] && printf '%s\n' "$1" "$2" | sort -CV; }

say() { printf 'setup: %s\n' "$*" >&2; }

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ $state == ii* ]] || missing+=("$package")
done
if ((${#missing[@]})); then
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      say "run as root: apt-get install ${missing[*]}"
      exit 1
    }
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# shellcheck disable=SC1091
[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
rust_wanted=$(sed -nE 's/^channel = "(.*)"/\1/p' rust-toolchain.toml)
rust_found=$(cargo --version 2>/dev/null | sed -E 's/^cargo ([0-9.]+).*/\1/' || true)
if ! reaches "$rust_wanted" "$rust_found"; then
  say "installing Rust with rustup"
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y -q --profile minimal ||
    {
      say "Rust $rust_wanted or newer is missing and couldn't be installed; see https://rustup.rs"
      exit 1
    }
  # shellcheck disable=SC1091
  . "$HOME/.cargo/env"
fi

# What Vite, jsdom and ESLint run on, as `engines` in ui/package.json has it.
runs_the_screens() {
  case $1 in
    20.*) reaches 20.19 "$1" ;;
    22.*) reaches 22.13 "$1" ;;
    *) reaches 24 "$1" ;;
  esac
}

node_found=$(node --version 2>/dev/null | sed 's/^v//' || true)
if ! runs_the_screens "$node_found"; then
  home="$HOME/.local/share/connect-kiosk/node"
  if [[ ! -x $home/bin/node ]]; then
    version=v20.20.0
    case $(uname -m) in
      x86_64) machine=x64 ;;
      aarch64) machine=arm64 ;;
      *) machine=unknown ;;
    esac
    say "installing Node $version"
    mkdir -p "$home"
    curl -sSfL "https://nodejs.org/dist/$version/node-$version-linux-$machine.tar.xz" |
      tar -xJ --strip-components=1 -C "$home" || {
      rmdir "$home" 2>/dev/null || true
      say "Node 20.19, 22.13 or one from 24 on is missing and couldn't be installed; see https://nodejs.org"
      exit 1
    }
  fi
fi

# WebDriver for the journeys in the real window.
if ! command -v tauri-driver >/dev/null && [[ ${1:-} == --driver ]]; then
  say "installing tauri-driver"
  cargo install --locked --quiet tauri-driver@2.1.0
fi
