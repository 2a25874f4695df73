#!/bin/sh
# Compares tools/packages with debian/control. Prints TAP.
set -u
cd "${srcdir:-.}" || exit 1

listed=$(sed -n 's/^build  *\([^ ]*\).*/\1/p' tools/packages |
    grep -v -x -e autoconf -e automake -e gcc -e libc6-dev -e make | sort)
# Up to the next field; debhelper brings what builds any package.
wanted=$(sed -n '/^Build-Depends:/,/^[A-Z]/{
    s/^Build-Depends://; /^[A-Z]/d; s/([^)]*)//g; s/,/\n/g; p; }' \
    debian/control | sed 's/<[^>]*>//; s/ //g' |
    grep -v -e '^$' -e '^debhelper-compat$' | sort)
echo "1..1"
if [ "$listed" = "$wanted" ]; then
    echo "ok 1 - tools/packages and debian/control name the same packages"
else
    printf 'listed in tools/packages:\n%s\nBuild-Depends:\n%s\n' \
        "$listed" "$wanted" | sed 's/^/# /'
    echo "not ok 1 - tools/packages and debian/control name the same packages"
fi
