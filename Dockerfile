# Minka in an image: the API by default; `migrate` and `worker` as arguments do the rest (compose.yaml).
# It writes nothing beside /tmp, so that it runs with a read-only file system and without a single capability.
# glibc on purpose: some of the wheels have no musl build.
# Exact tags: what is built today is built tomorrow. Dependabot proposes the next.
ARG PYTHON=3.11.14

FROM python:${PYTHON}-slim-bookworm AS build
RUN python -m venv /opt/minka
COPY requirements.lock .
RUN /opt/minka/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:${PYTHON}-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/minka --create-home --shell /usr/sbin/nologin minka \
    && install --directory --owner=minka --mode=700 /var/lib/minka/keys \
    && chmod 700 /var/lib/minka
COPY --from=build /opt/minka /opt/minka
WORKDIR /app
COPY . .
RUN /opt/minka/bin/python -m compileall -q .
ENV PATH=/opt/minka/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MINKA_HOST=0.0.0.0 MINKA_DATA_DIR=/var/lib/minka
USER minka
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('MINKA_PORT', '8000')}/healthz\", timeout=2)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]
