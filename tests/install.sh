#!/bin/sh
# Puts in place what the tests need beside Python packages, where it is allowed to; otherwise says the one line to type.
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "The tests also need:$missing. Type:  sudo apt-get install -y --no-install-recommends$missing"
[ "${MEEDENKERS_REQUIRE_ALL:-}" = 1 ] && exit 1
echo "Going on without; the tests that need them are skipped and say so."
