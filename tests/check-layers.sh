#!/bin/sh
# Compares every #include "folder/..." with tests/layers.txt. Prints TAP.
set -u
cd "${srcdir:-.}" || exit 1

wrong=$(
    for folder in base conf store message rules people judge hold milter review
    do
        allowed=" $folder $(sed -n "s/^$folder://p" tests/layers.txt) "
        grep -Hno '^#include "[a-z]*/' "$folder"/*.[ch] 2>/dev/null |
            while IFS= read -r hit; do
                used=${hit##*\"}
                used=${used%/}
                case $allowed in
                *" $used "*) ;;
                *) echo "${hit%%:#*}: $folder/ must not include $used/" ;;
                esac
            done
    done
)
echo "1..1"
if [ -z "$wrong" ]; then
    echo "ok 1 - folders include only what tests/layers.txt allows"
else
    echo "$wrong" | sed 's/^/# /'
    echo "not ok 1 - folders include only what tests/layers.txt allows"
fi
