#!/bin/sh
# Runs one GLib test program so that it prints TAP.
exec "$@" --tap
