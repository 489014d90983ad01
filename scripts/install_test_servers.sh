#!/bin/sh
# Installs the servers that the tests run against, where they are missing: Redis and PostgreSQL, from Debian's packages.
set -eu

packages="redis-server postgresql"

present() {
    command -v redis-server >/dev/null && { command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
}

if present; then
    exit 0
fi

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need Redis and PostgreSQL. Install them, then run this again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y $packages" >&2
    echo "or skip the tests that need them: ZANTARA_TEST_SERVICES=optional" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 (two packages)
apt-get install -y -qq --no-install-recommends $packages >/dev/null
present
