FROM node:22-slim AS front-end
WORKDIR /c40net
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /c40net
COPY requirements/production.txt requirements/production.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/production.txt
COPY . .
COPY --from=front-end /c40net/node_modules node_modules
# It needs settings, but neither the secret nor the servers that they name.
RUN SECRET_KEY=build DATABASE_URL=postgresql:/// REDIS_URL=redis:// python manage.py collectstatic --noinput \
    && if [ -d locale ]; then pybabel compile --directory locale --domain django; fi \
    && python -m compileall -q -x node_modules . \
    && useradd --system --uid 10001 c40net
USER c40net
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os, urllib.parse; web = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); web.request('GET', '/healthz', headers={'Host': urllib.parse.urlsplit(os.environ['PUBLIC_URL']).netloc}); raise SystemExit(web.getresponse().status != 200)"]
CMD ["gunicorn", "c40net.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
