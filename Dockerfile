# The same steps as `make run`, without the demonstration: Python's packages by hash, the pages built by Node, then the service.
FROM node:20-bookworm-slim AS pages
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY frontend/ ./
RUN npm run --silent build

FROM python:3.11-slim-bookworm
WORKDIR /srv/consentsvc
# ffmpeg makes videos ready, as a program of its own; leave it out, and videos wait.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 consentsvc
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY consentsvc/ consentsvc/
COPY migrations/ migrations/
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e .
COPY frontend/parent/templates/ frontend/parent/templates/
COPY frontend/parent/mail/ frontend/parent/mail/
COPY frontend/parent/translations/ frontend/parent/translations/
COPY frontend/print/*.typ frontend/print/
COPY --from=pages /build/frontend/parent/dist/ frontend/parent/dist/
COPY --from=pages /build/frontend/print/dist/ frontend/print/dist/
COPY --from=pages /build/frontend/embed/dist/ frontend/embed/dist/
COPY --from=pages /build/frontend/staff/dist/ frontend/staff/dist/
RUN install -d -o consentsvc /var/lib/consentsvc
ENV CONSENTSVC_FOLDER=/var/lib/consentsvc PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
CMD ["consentsvc", "serve", "--host", "0.0.0.0", "--workers", "0"]
