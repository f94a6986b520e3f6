"""Passwords of the embedded server's roles: made once, each kept in a file of its own beside the cluster.

Reaching the socket lets nobody in. Who serves shows the password of the role that serves, and nothing that it says to
the server makes the owner of it: that one's password is in another file, which is read where somebody migrates.
"""

import os
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

import psycopg
from psycopg import sql

from core.database.embedded.account import Account
from core.database.embedded.cluster import OWNER, Cluster
from core.database.embedded.sharing import write_file
from core.database.embedded.socket_path import PORT

_RULES = """\
# Minka: whoever comes by the socket shows a password, and nobody comes by a port.
local all all scram-sha-256
host all all all reject
"""


def of(home: Path, role: str, account: Account) -> str:
    """The password of a role, made where there is none yet; of several processes at once all read the same one."""
    path = home / f"{quote(role, safe='')}.password"
    try:
        return path.read_text()
    except FileNotFoundError:
        new = path.with_name(f"{path.name}.{token_hex(4)}")
        write_file(new, token_hex(24), account)
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
        return path.read_text()


def ask_for_them(cluster: Cluster) -> None:
    """Has the server ask everybody for a password, also one whose cluster was made when it asked nobody.

    Call it inside `alone`, when the server is up. A cluster that asks already is left as it is.
    """
    rules = cluster.path / "pg_hba.conf"
    if rules.read_text() == _RULES:
        return
    password = of(cluster.home, OWNER, cluster.account)
    with psycopg.connect(
        host=str(cluster.home), port=PORT, user=OWNER, dbname="postgres", password=password, autocommit=True
    ) as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolcanlogin").fetchall()
        for (role,) in roles:
            known = sql.Literal(of(cluster.home, role, cluster.account))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), known))
        write_file(rules, _RULES, cluster.account)
        connection.execute("SELECT pg_reload_conf()")
