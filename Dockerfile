# Minka in an image: the API by default; `migrate` and `worker` as arguments do the rest (compose.yaml). `--target
# backups` makes the larger one that `backup` and `restore` need.
# It writes nothing beside /tmp, so that it runs with a read-only file system and without a single capability.
# glibc on purpose: some of the wheels have no musl build.
# Exact tags: what is built today is built tomorrow. Dependabot proposes the next.
ARG PYTHON=3.11.14

FROM python:${PYTHON}-slim-bookworm AS build
COPY requirements-image.lock .
# No pip of its own, and of the packages nothing that only tests them: what is not there needs no update.
RUN python -m venv --without-pip /opt/minka
RUN python -m pip --python /opt/minka/bin/python install --no-cache-dir --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-image.lock
RUN find /opt/minka/lib -depth -type d -name tests -exec rm -r {} +
RUN /opt/minka/bin/python -m compileall -q /opt/minka/lib

# What `backup` and `restore` need beside it: PostgreSQL's programs, and a server of their own to try a backup in.
FROM build AS build-backups
COPY requirements.lock .
RUN python -m pip --python /opt/minka/bin/python install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock

FROM python:${PYTHON}-slim-bookworm AS app
RUN useradd --system --uid 10001 --home-dir /var/lib/minka --create-home --shell /usr/sbin/nologin minka \
    && install --directory --owner=minka --mode=700 /var/lib/minka/keys /var/lib/minka/backups \
    && chmod 700 /var/lib/minka
WORKDIR /app
COPY . .
RUN python -m compileall -q .
ENV PATH=/opt/minka/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MINKA_HOST=0.0.0.0 MINKA_DATA_DIR=/var/lib/minka
USER minka
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('MINKA_PORT', '8000')}/healthz\", timeout=2)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]

FROM app AS backups
COPY --from=build-backups /opt/minka /opt/minka
HEALTHCHECK NONE
CMD ["backup", "/var/lib/minka/backups"]

# The last one is what `docker build` makes when no other is asked for.
FROM app
COPY --from=build /opt/minka /opt/minka
