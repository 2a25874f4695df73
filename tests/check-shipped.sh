#!/bin/sh
# Compares the lists of data files with the files there are. Prints TAP.
set -u
cd "${srcdir:-.}" || exit 1

# check NUMBER LIST FOLDER SUFFIX
check() {
    there=$(find "$3" -name "*.$4" | LC_ALL=C sort)
    listed=$(sed -n "s|^[[:space:]]*\($3[^ ]*\.$4\).*|\1|p" "$2" |
        LC_ALL=C sort)
    if [ "$there" = "$listed" ]; then
        echo "ok $1 - $2 lists every .$4 of $3"
    else
        printf 'files:\n%s\nlisted:\n%s\n' "$there" "$listed" |
            sed 's/^/# /'
        echo "not ok $1 - $2 lists every .$4 of $3"
    fi
}

echo "1..2"
check 1 rules/shipped.am rules conf
check 2 tests/cases/cases.am tests/cases mbox
