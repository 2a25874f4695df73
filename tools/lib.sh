# lib.sh - what tools/try and tools/test share; read with "."
#
# Installs only what is missing and says so. Everything it writes is below
# build/ of the tree and a temporary folder that is removed at the end.
# shellcheck shell=sh
: "${top:?is the folder of the tree}"

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Runs a command and shows what it printed only if it failed.
quietly() {
    _log=$(mktemp) || die "cannot make a temporary file"
    "$@" >"$_log" 2>&1 </dev/null
    _status=$?
    if [ "$_status" != 0 ]; then
        echo "This failed: $*"
        sed 's/^/    /' "$_log"
    fi
    rm -f "$_log"
    return "$_status"
}

# packages_of KIND...: the names listed for these kinds in tools/packages.
packages_of() {
    for _kind; do
        sed -n "s/^$_kind  *\([^ ]*\).*/\1/p" "$top/tools/packages"
    done
}

packages_missing() {
    for _package in $(packages_of "$@"); do
        dpkg-query -W -f '${Status}' "$_package" 2>/dev/null |
            grep -q 'ok installed' || echo "$_package"
    done
}

# packages_install KIND...: asks apt only if something is missing.
packages_install() {
    command -v dpkg-query >/dev/null ||
        die "this needs Debian; elsewhere build by hand as README.md says"
    _missing=$(packages_missing "$@" | tr '\n' ' ')
    [ -n "$_missing" ] || return 0
    [ "$(id -u)" = 0 ] ||
        die "not root, so install these first: apt-get install $_missing"
    echo "Installing from Debian: $_missing"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    services_stay_off
    # shellcheck disable=SC2086 # one word a package
    quietly apt-get update &&
        quietly apt-get install -y --no-install-recommends $_missing
    _rc=$?
    services_as_before
    [ "$_rc" = 0 ] || die "the packages above could not be installed"
}

# A package that brings a server must not start it, nor set up its mail.
services_stay_off() {
    _policy=/usr/sbin/policy-rc.d
    _is_policy_ours=
    if [ ! -e "$_policy" ]; then
        _is_policy_ours=yes
        printf '#!/bin/sh\nexit 101\n' >"$_policy"
        chmod 755 "$_policy"
    fi
    if [ ! -e /etc/postfix/main.cf ] && command -v debconf-set-selections \
        >/dev/null; then
        echo 'postfix postfix/main_mailer_type select No configuration' |
            debconf-set-selections
    fi
}

services_as_before() {
    [ -z "$_is_policy_ours" ] || rm -f "$_policy"
}

# configure_in FOLDER ARGUMENT...: makes ./configure and runs it in FOLDER,
# each only if that was not done yet; make itself notices later changes.
configure_in() {
    _folder=$1
    shift
    if [ ! -x "$top/configure" ]; then
        (cd "$top" && quietly autoreconf -fi) || return 1
    fi
    if [ "$(cat "$_folder/.configured" 2>/dev/null)" != "$top $*" ]; then
        mkdir -p "$_folder"
        (cd "$_folder" && quietly "$top/configure" "$@") || return 1
        echo "$top $*" >"$_folder/.configured"
    fi
}

processors() {
    getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}
