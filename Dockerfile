# The studio as an image: `docker build -t sunmask-studio .`, then
# `docker run -p 127.0.0.1:8000:8000 -v sunmask:/data sunmask-studio` runs a whole studio in one container.
# compose.yaml runs it as services.

FROM node:22-slim AS page
WORKDIR /source/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
COPY sunmask/chorale/sound /source/sunmask/chorale/sound
# `npm run build` checks types first, of tests too, which read files that are not here.
RUN npm exec -- vite build

# The slim image has no compiler for the kernels.
FROM python:3.13 AS wheel
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY sunmask sunmask
COPY studio studio
COPY worker worker
COPY --from=page /source/studio/web/dist studio/web/dist
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY requirements/studio.txt requirements/torch.txt /requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r /requirements/studio.txt \
    && pip install --no-cache-dir --extra-index-url "$TORCH_INDEX" -r /requirements/torch.txt
COPY --from=wheel /wheel /wheel
RUN pip install --no-cache-dir --no-deps /wheel/*.whl && pip check
RUN sunmask fetch --optional
RUN useradd --create-home --uid 10001 studio && install --directory --owner studio --mode 700 /data
USER studio
WORKDIR /data
ENV DATA=/data HOST=0.0.0.0 PORT=8000 OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD ["sunmask-studio", "healthy", "web"]
CMD ["sunmask-studio", "studio"]
