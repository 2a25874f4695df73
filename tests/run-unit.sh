#!/bin/sh
# Runs one GLib test program so that it prints TAP, all of it even if a test
# fails.
exec "$@" --tap -k
