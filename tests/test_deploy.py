"""The deployment files agree with the code and with each other; no compose is needed for that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from api.settings import Settings
from tests.e2e.real import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "trolyao.service").read_text(encoding="utf-8")
NGINX = {name: (DEPLOY / name).read_text(encoding="utf-8") for name in ("nginx.conf", "nginx-compose.conf")}
NOT_OURS = {"PYTHONPATH", "RASA_CACHE_DIRECTORY", "FORWARDED_ALLOW_IPS"}
"""Variables that Python, Rasa and uvicorn read themselves."""


def named(text: str) -> set[str]:
    return set(re.findall(r"\b([A-Z][A-Z_]+)=", text))


def test_every_variable_is_a_setting() -> None:
    known = {name.upper() for name in Settings.model_fields} | NOT_OURS
    assert set(SERVICES["assistant"]["environment"]) <= known
    [env] = re.findall(r"^ENV (.+)$", DOCKERFILE, re.M)
    assert named(env) <= known
    for line in re.findall(r"^Environment=(.+)$", UNIT, re.M):
        assert named(line) <= known


def test_networks_volumes_and_dependencies_exist_and_the_inside_is_closed() -> None:
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["assistant"]["networks"] == SERVICES["database"]["networks"] == ["inside"]


def test_no_secret_stands_in_the_file_and_a_missing_one_stops_the_start() -> None:
    text = (DEPLOY / "compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+):\?", text)) == {"POSTGRES_PASSWORD", "TROLYAO_ADMIN_TOKEN"}
    database = SERVICES["database"]["environment"]
    url = SERVICES["assistant"]["environment"]["DATABASE_URL"]
    wanted = f"//{database['POSTGRES_USER']}:${{POSTGRES_PASSWORD}}@database/{database['POSTGRES_DB']}"
    assert url == f"postgresql+psycopg:{wanted}"


def test_ports_and_paths_are_the_same_everywhere() -> None:
    port = re.findall(r"EXPOSE (\d+)", DOCKERFILE)[0]
    assert re.search(rf"ENV .*PORT={port}\b", DOCKERFILE)
    assert re.search(r"ENV .*HOST=0\.0\.0\.0\b", DOCKERFILE), "nginx is in another container"
    assert f"http://assistant:{port};" in NGINX["nginx-compose.conf"]
    assert f"server 127.0.0.1:{port};" in NGINX["nginx.conf"] and f"PORT={port} " in UNIT
    [folder] = re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.M)
    assert f"data:{folder}" in SERVICES["assistant"]["volumes"] and f"DATA_DIR={folder} " in DOCKERFILE
    assert SERVICES["assistant"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
    assert (ROOT / SERVICES["assistant"]["build"]["dockerfile"]).is_file()


def test_nginx_lets_uploads_through_and_keeps_the_inside_in() -> None:
    limit = Settings.model_fields["max_upload_bytes"].default // 2**20
    for text in NGINX.values():
        assert f"client_max_body_size {limit}m;" in text
        assert "location ~ ^/(metrics|readyz)$" in text and "deny all;" in text
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
        assert text.count("{") == text.count("}")


def test_what_the_image_starts_is_there() -> None:
    started = re.findall(r'"-m", "([\w.]+)"', DOCKERFILE) + re.findall(r"python -m ([\w.]+)", UNIT)
    assert started == ["api.supervisor", "api.supervisor"]
    assert (ROOT / Path(*started[0].split("."))).with_suffix(".py").is_file()
    wait = int(re.findall(r"(\d+)s", SERVICES["assistant"]["stop_grace_period"])[0])
    assert wait >= 20, "the supervisor ends its children within ten seconds"
