"""CPU that a server of Minka's has used, with that of PostgreSQL's processes for it."""

import psutil

from benchmarks.house.database import BenchDatabase


def used(bench: BenchDatabase, process: psutil.Process) -> float:
    """Seconds of CPU that the API and PostgreSQL's processes for Minka's role have used so far."""
    assert bench.address.server is not None
    pid_file = next(bench.address.server.data_dir.rglob("postmaster.pid"))
    postmaster = int(pid_file.read_text().split()[0])
    seconds = 0.0
    for one in [process, *psutil.Process(postmaster).children()]:
        try:
            if one == process or "minka_app" in " ".join(one.cmdline()):
                times = one.cpu_times()
                seconds += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return seconds
