#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own, as durable as in production, and stops it afterwards.
#
#   tests/postgres.sh .venv/bin/python -m pytest -m postgres tests
#
# The command finds it in SEEMLY_TEST_POSTGRES. PGBIN: the folder of initdb and pg_ctl, where they
# are not found. Run as root it starts as the user postgres, because PostgreSQL refuses to be root.
set -euo pipefail

[ $# -gt 0 ] || { sed -n '2,7s/^# \?//p' "$0" >&2; exit 2; }
bin=${PGBIN:-$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -1)}
[ -x "$bin/initdb" ] || {
  echo "initdb not found: install what tests/postgres-packages.txt names, or set PGBIN" >&2
  exit 1
}

folder=$(mktemp -d)
chmod 755 "$folder"
mkdir "$folder/data"
as_postgres() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres:postgres "$folder/data"
  as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups env -C / "$@"; }
fi

stop() {
  as_postgres "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

as_postgres "$bin/initdb" -D "$folder/data" -U seemly --auth=trust -E UTF8 --locale=C.UTF-8 \
  >"$folder/initdb.log" || { cat "$folder/initdb.log" >&2; exit 1; }
for _ in 1 2 3; do # another process may take the port in between
  port=$(free_port)
  options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
  options="$options -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
  as_postgres "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/data/server.log" -o "$options" start \
    >/dev/null && started=yes && break
done
[ "${started:-}" = yes ] || { cat "$folder/data/server.log" >&2; exit 1; }
"$bin/createdb" -h 127.0.0.1 -p "$port" -U seemly seemly

export SEEMLY_TEST_POSTGRES="postgresql+psycopg://seemly@127.0.0.1:$port/seemly"
"$@"
