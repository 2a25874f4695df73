#!/bin/sh
# Compares rules/shipped.am with the rule files there are. Prints TAP.
set -u
cd "${srcdir:-.}" || exit 1

there=$(find rules -name '*.conf' | LC_ALL=C sort)
listed=$(sed -n 's/^[[:space:]]*\(rules[^ ]*\.conf\).*/\1/p' rules/shipped.am |
    LC_ALL=C sort)
echo "1..1"
if [ "$there" = "$listed" ]; then
    echo "ok 1 - rules/shipped.am lists every rule file"
else
    printf 'files:\n%s\nlisted:\n%s\n' "$there" "$listed" | sed 's/^/# /'
    echo "not ok 1 - rules/shipped.am lists every rule file"
fi
