#!/bin/sh
# Installs desktop-lm for the user who runs this, without an administrator's rights:
#   ./install.sh               into ~/.local, the place where desktops look
#   ./install.sh /some/folder  into another folder of the same shape
#   ./install.sh --uninstall   removes it again; what you wrote and your models stay
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
uninstall=
if [ "${1:-}" = --uninstall ]; then
    uninstall=yes
    shift
fi
prefix=${1:-"$HOME/.local"}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
program=$prefix/lib/desktop-lm
share=$prefix/share
# Desktops look into this folder as well where a person chose another one for all such files.
if [ $# -eq 0 ] && [ -n "${XDG_DATA_HOME:-}" ]; then share=$XDG_DATA_HOME; fi

refresh() { # desktops notice by themselves, sooner or later; these make it soon
    update-desktop-database -q "$share/applications" 2>/dev/null || :
    update-mime-database "$share/mime" >/dev/null 2>&1 || :
    gtk-update-icon-cache -q "$share/icons/hicolor" 2>/dev/null || :
}

if [ "$uninstall" ]; then
    rm -rf -- "$program" "$program.old" "$program.new"
    rm -f -- "$prefix/bin/desktop-lm" "$share/man/man1/desktop-lm.1.gz"
    rm -f -- "$share/applications/desktop-lm.desktop" "$share/mime/packages/desktop-lm.xml"
    rm -f -- "$share/metainfo/io.github.desktop_lm.desktop_lm.metainfo.xml"
    rm -f -- "$share"/icons/hicolor/*/apps/desktop-lm.png "$share"/icons/hicolor/*/apps/desktop-lm.svg
    refresh
    echo "desktop-lm is removed. Your conversations and models are where they were:"
    echo "${XDG_DATA_HOME:-$HOME/.local/share}/desktop-lm"
    exit 0
fi

# Copied onto itself it would be gone half way.
real() { (CDPATH='' cd -- "$1" 2>/dev/null && pwd -P) || :; }
if [ "$(real "$program")" = "$(real "$here/lib/desktop-lm")" ] ||
    [ "$(real "$share")" = "$(real "$here/share")" ]; then
    echo "What is to be installed lies in that folder; name another one to install it into." >&2
    exit 1
fi

# The new program is there as a whole before the old one goes, so that no step leaves half of one.
mkdir -p -- "$prefix/lib" "$prefix/bin"
rm -rf -- "$program.new" "$program.old"
if ! cp -a -- "$here/lib/desktop-lm" "$program.new"; then
    rm -rf -- "$program.new"
    echo "desktop-lm could not be copied to $program; nothing was changed." >&2
    exit 1
fi
if [ -e "$program" ]; then mv -- "$program" "$program.old"; fi
mv -- "$program.new" "$program"
rm -rf -- "$program.old"
ln -sf -- "../lib/desktop-lm/desktop-lm" "$prefix/bin/desktop-lm"
mkdir -p -- "$share"
cp -R -- "$here/share/." "$share"
# A menu starts it by its whole path: not every desktop has ~/.local/bin on its path.
quoted=$(printf '%s' "$program/desktop-lm" | sed 's/\\/\\\\\\\\/g; s/["`$]/\\\\&/g; s/%/%%/g; s/[&|\\]/\\&/g')
sed "s|^Exec=desktop-lm|Exec=\"$quoted\"|" "$here/share/applications/desktop-lm.desktop" \
    >"$share/applications/desktop-lm.desktop"
refresh
echo "desktop-lm is installed. Find it in the menu, or start $prefix/bin/desktop-lm"
missing=$(LD_LIBRARY_PATH="$program/_internal" ldd \
    "$program"/_internal/PySide6/Qt/plugins/platforms/libq*.so 2>/dev/null |
    sed -n 's/ => not found$//p' | sort -u | tr -d '\t' | tr '\n' ' ')
if [ "$missing" ]; then
    echo "Its window also needs, from your system's packages: $missing" >&2
fi
