#!/usr/bin/env python3
"""Drives the pages over HTTP on a district of 20,000 projects and says how long
the server takes: median, 95th and 99th percentile from the request's last byte
to the answer's last, over one kept connection, and what a page weighs. Beside
each the ratio to an earlier run, where one was saved.

    bench/pages.py [--projects N] [--rounds N] [--data DIR] [--save FILE] [--against FILE]

Makes the district once and keeps it in target/. Needs an optimised build."""

import argparse
import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "tongchou-demo"
AIM_MS = 30
# The server ends connections that nobody uses; a new one is made before.
IDLE = 20

# Pages by who looks at them. {project} is one of those that the person sees.
PAGES = [
    ("jiedao", "unit: start page", "/"),
    ("jiedao", "unit: projects", "/projects"),
    ("jiedao", "unit: project", "/projects/{project}"),
    ("jiedao", "unit: act form", "/projects/{project}/acts/report_risk"),
    ("jiedao", "unit: new project", "/projects/new"),
    ("kexinju", "bureau: start page", "/"),
    ("kexinju", "bureau: projects", "/projects"),
    ("kexinju", "bureau: projects, page 500", "/projects?page=500"),
    ("kexinju", "bureau: projects, last page", "/projects?page=1000"),
    ("kexinju", "bureau: projects by stage", "/projects?stage=construction"),
    ("kexinju", "bureau: projects by text", "/projects?text=%E7%A4%BE%E5%8C%BA%E5%85%BB%E8%80%81"),
    ("kexinju", "bureau: project", "/projects/{project}"),
    ("kexinju", "bureau: act form", "/projects/{project}/acts/record_inspection"),
    ("kexinju", "bureau: project's money", "/projects/{project}/sections/money"),
    ("kexinju", "bureau: project's record", "/projects/{project}/sections/record"),
    ("kexinju", "bureau: project's review", "/projects/{project}/review"),
    ("kexinju", "bureau: search", "/search?q=%E5%85%BB%E8%80%81"),
    ("kexinju", "bureau: search a number", "/search?q=2024"),
    ("kexinju", "bureau: reviews", "/reviews"),
    ("kexinju", "bureau: letters", "/letters"),
    ("kexinju", "bureau: desks", "/desks"),
    ("kexinju", "bureau: security desk", "/desks/security"),
    ("kexinju", "bureau: building desk", "/desks/building"),
    ("kexinju", "bureau: acceptance desk", "/desks/acceptance"),
    ("kexinju", "bureau: supervision desk", "/desks/supervision"),
    ("kexinju", "bureau: evaluation desk", "/desks/evaluation"),
    ("kexinju", "bureau: article's projects", "/regulation/20/projects"),
    ("kexinju", "bureau: overview", "/overview"),
    ("kexinju", "bureau: duties", "/duties"),
    ("kexinju", "bureau: map", "/map"),
    ("kexinju", "bureau: notices", "/notices"),
    ("kexinju", "bureau: duplicates", "/projects/{project}/duplicates"),
    ("kexinju", "bureau: settings", "/settings"),
    ("kexinju", "bureau: results", "/registers/result"),
    ("kexinju", "bureau: meetings", "/registers/meeting"),
    ("kexinju", "bureau: agencies", "/registers/agency"),
    ("kexinju", "bureau: experts", "/registers/expert"),
    ("caizhengju", "finance: start page", "/"),
    ("caizhengju", "finance: projects", "/projects"),
    ("caizhengju", "finance: project", "/projects/{project}"),
    ("zhengwuju", "domain lead: start page", "/"),
    ("zhuanjia1", "expert: start page", "/"),
    ("zhuanjia1", "expert: projects", "/projects"),
    ("quzhengfu", "government: start page", "/"),
    ("quzhengfu", "government: decisions", "/decisions"),
    ("xitong", "administrator: people", "/people"),
    ("kexinju", "regulation", "/regulation"),
    ("kexinju", "article 20", "/regulation/20"),
    ("kexinju", "log", "/log"),
    (None, "public notices", "/public/notices"),
    (None, "public letter", "/public/letters/%E6%97%A0%E6%AD%A4%E5%87%BD%E5%8F%B7"),
    (None, "sign in", "/sign_in"),
]


class Person:
    """A browser that keeps its connection and its cookie."""

    def __init__(self, port, name):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies, self.asked = {}, time.perf_counter()
        if name:
            page = text(self, self.ask("GET", "/sign_in")[1])
            form = {"name": name, "password": PASSWORD}
            form["_csrf"] = re.search(r'name="_csrf" value="([^"]*)"', page).group(1)
            status, _, _ = self.ask("POST", "/sign_in", urlencode(form))
            if status != 303:
                sys.exit(f"{name} cannot sign in: {status}")

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        headers = {"Accept-Encoding": "gzip"}
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
            headers["Origin"] = f"http://127.0.0.1:{self.connection.port}"
        if time.perf_counter() - self.asked > IDLE:
            self.connection.close()
        start = self.asked = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - start) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        self.encoding = answer.getheader("content-encoding", "")
        return answer.status, content, took


def start(program, data, port):
    began = time.perf_counter()
    environment = {**os.environ, "TONGCHOU_LISTEN": f"127.0.0.1:{port}"}
    server = subprocess.Popen(
        [program, "serve", "--data", data], env=environment, stdout=subprocess.DEVNULL
    )
    while time.perf_counter() - began < 120:
        try:
            Person(port, None).ask("GET", "/sign_in")
            return server, time.perf_counter() - began
        except OSError:
            if server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.02)
    sys.exit("the server did not answer")


def memory(server):
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def measure(person, path, rounds):
    status, content, first = person.ask("GET", path)
    if status != 200:
        return {"status": status}
    packed = len(content) if person.encoding else len(gzip.compress(content, 6))
    times = sorted(person.ask("GET", path)[2] for _ in range(rounds))
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    return {
        "status": status,
        "first": first,
        "median": statistics.median(times),
        "p95": at(0.95),
        "p99": at(0.99),
        "kB": len(content) / 1000,
        "kB packed": packed / 1000,
    }


def a_project(person, most=40):
    """One with much that happened: the longest of the pages that lists lead to."""
    _, page, _ = person.ask("GET", "/projects?page=20")
    found = re.findall(r"/projects/([0-9a-f-]{36})", text(person, page))
    if not found:
        _, page, _ = person.ask("GET", "/projects")
        found = re.findall(r"/projects/([0-9a-f-]{36})", text(person, page))
    sizes = [(len(person.ask("GET", f"/projects/{id}")[1]), id) for id in found[:most]]
    return max(sizes)[1] if sizes else ""


def text(person, content):
    return (gzip.decompress(content) if person.encoding else content).decode()


def options(about):
    """What both benches of a whole district are told."""
    given = argparse.ArgumentParser(description=about.split("\n\n")[0])
    given.add_argument("--projects", type=int, default=20_000)
    given.add_argument("--port", type=int, default=8102)
    given.add_argument("--program", default=str(ROOT / "target/release/tongchou"))
    given.add_argument("--data", help="a district that is there already")
    given.add_argument("--save", help="where to keep the figures")
    given.add_argument("--against", help="figures of an earlier run")
    return given


def main():
    given = options(__doc__)
    given.add_argument("--rounds", type=int, default=60)
    asked = given.parse_args()
    data = asked.data or str(ROOT / f"target/district-{asked.projects}")
    if not (Path(data) / "tongchou.db").exists():
        command = [asked.program, "demo", "--projects", str(asked.projects), "--data", data]
        subprocess.run(command, check=True)
    earlier = json.loads(Path(asked.against).read_text()) if asked.against else {}
    server, listening = start(asked.program, data, asked.port)
    found = {}
    try:
        people = {}
        for name in {name for name, _, _ in PAGES}:
            people[name] = Person(asked.port, name)
        for name in people:
            if name:
                began = time.perf_counter()
                people[name].ask("GET", "/projects")
                if len(found) == 0:
                    found["first list"] = {"median": (time.perf_counter() - began) * 1000}
        print(f"listening after {listening:.1f} s; the first list took "
              f"{found['first list']['median'] / 1000:.1f} s")
        print(f"{'page':<30}{'first':>8}{'median':>8}{'p95':>8}{'p99':>8}{'kB':>8}{'packed':>8}  ratio")
        for name, title, path in PAGES:
            person = people[name]
            if "{project}" in path:
                person.project = getattr(person, "project", None) or a_project(person)
                path = path.replace("{project}", person.project)
            figures = found[title] = measure(person, path, asked.rounds)
            if figures["status"] != 200:
                print(f"{title:<30} answered {figures['status']}")
                continue
            before = earlier.get(title, {}).get("median")
            ratio = f"{figures['median'] / before:.2f}" if before else ""
            late = " over" if figures["median"] > AIM_MS else ""
            print(f"{title:<30}" + "".join(
                f"{figures[key]:>8.1f}" for key in ("first", "median", "p95", "p99", "kB", "kB packed")
            ) + f"  {ratio}{late}")
        print(f"most memory: {memory(server):.0f} MiB")
    finally:
        server.terminate()
        server.wait()
    if asked.save:
        Path(asked.save).write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
