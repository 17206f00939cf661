#!/usr/bin/env python3
"""Loads a report in headless Chromium and checks it: no error, figures there, the slider moves.

    check.py REPORT.html [SCREENSHOT-FOLDER]

Speaks the DevTools protocol through a pipe (file descriptors 3 and 4), so that it needs nothing
but Python and Chromium.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile


class Browser:
    """A headless Chromium with one page."""

    def __init__(self, profile):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            sys.exit("report-check: no chromium (apt-get install -y chromium)")
        commands, self.writer = os.pipe()
        self.reader, answers = os.pipe()

        # The browser reads from descriptor 3 and writes to 4; the pipes may have those numbers.
        def give_pipes():
            first, second = os.dup(commands), os.dup(answers)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--remote-debugging-pipe",
             f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=give_pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.buffer, self.events, self.number = b"", [], 0
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def read(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.reader, 1 << 16)
            if not chunk:
                sys.exit("report-check: the browser has ended")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if getattr(self, "session", None):
            request["sessionId"] = self.session
        os.write(self.writer, json.dumps(request).encode() + b"\0")
        while True:
            message = self.read()
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"report-check: {method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def open(self, url):
        self.call("Page.navigate", url=url)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.read())

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            sys.exit(f"report-check: {expression}: {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def errors(self):
        found = []
        for event in self.events:
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(event["params"]["exceptionDetails"]["text"])
            if event.get("method") == "Log.entryAdded":
                entry = event["params"]["entry"]
                if entry["level"] in ("error", "warning"):
                    found.append(entry["text"])
            if event.get("method") == "Runtime.consoleAPICalled":
                if event["params"]["type"] in ("error", "warning"):
                    found.append("console: " + str(event["params"]["args"]))
        return found

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events
                if e.get("method") == "Network.requestWillBeSent"]

    def look(self, width, height, scheme, phone=False, media=""):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=phone)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait()


def check(browser, url, folder):
    failures = []

    def expect(holds, what):
        print(("  ok      " if holds else "  FAILED  ") + what)
        if not holds:
            failures.append(what)

    browser.look(1280, 900, "light")
    browser.open(url)
    expect(not browser.errors(), f"no error on the console {browser.errors() or ''}")
    outside = [r for r in browser.requests() if not r.startswith(("file:", "data:"))]
    expect(not outside, f"no request leaves the file {outside or ''}")
    millis = browser.value(
        "performance.getEntriesByType('navigation')[0].loadEventEnd | 0")
    expect(millis < 1000, f"opens in under a second ({millis} ms)")
    for what, selector in [
            ("the picture of event time against processing time", "#time svg path.course.join"),
            ("the revenue chart", "svg#revenue path.final"),
            ("checkouts by source", "#checkouts_by_source .bar"),
            ("categories", "#checkouts_by_category .bar"),
            ("customers' gender", "#checkouts_by_gender .ring"),
            ("failed payments", "#failed_payments_by_reason .bar"),
            ("models", "#models table tbody tr"),
            ("stream against truth", "#truth"),
            ("late records in the picture", "#time circle.late title"),
            ("the table of late records", "#late-records tbody tr")]:
        count = browser.value(f"document.querySelectorAll({json.dumps(selector)}).length")
        expect(count > 0, f"{what}: {count}")
    expect(browser.value("document.querySelectorAll('.bar:not([title])').length") == 0,
           "every bar tells its numbers")

    def state():
        return browser.value(
            "['#now','#amounts','#checkouts_by_source'].map(s =>"
            " document.querySelector(s).textContent).join('|')"
            " + document.querySelector('#cursor').getAttribute('x1')")

    before = state()
    browser.value(
        "(() => { const s = document.getElementById('moment');"
        " s.value = Math.floor(s.max / 3); s.dispatchEvent(new Event('input')); })()")
    expect(state() != before, "the slider moves the panels")
    browser.value("attrsimReport.show(0)")
    first = state()
    browser.value("attrsimReport.show(attrsimReport.moments - 1)")
    expect(state() != first, "the first and the last moment differ")
    browser.value(
        "(() => { const i = document.querySelector('input[data-table=late-records]');"
        " i.value = document.querySelector('#late-records tbody tr td:nth-child(3)').textContent;"
        " i.dispatchEvent(new Event('input')); })()")
    rows = browser.value("document.querySelectorAll('#late-records tbody tr:not([hidden])').length")
    expect(rows >= 1, f"a late record is found by its id: {rows}")
    browser.value(
        "(() => { const i = document.querySelector('input[data-table=late-records]');"
        " i.value = ''; i.dispatchEvent(new Event('input')); })()")
    expect(not browser.errors(), "still no error")

    for name, width, scheme, phone, media in [
            ("light", 1280, "light", False, ""), ("dark", 1280, "dark", False, ""),
            ("phone", 390, "light", True, ""), ("print", 794, "light", False, "print")]:
        browser.look(width, 900, scheme, phone, media)
        wide, room = browser.value(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        expect(wide <= room, f"{name}: nothing sticks out ({wide} of {room})")
        if folder:
            browser.screenshot(os.path.join(folder, f"{name}.png"))

    # Without JavaScript.
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.look(1280, 900, "light")
    browser.events.clear()
    browser.open(url)
    if folder:
        browser.screenshot(os.path.join(folder, "noscript.png"))
    document = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    for selector in ["#time path.course.join", "svg#revenue path", "#checkouts_by_source .bar",
                     "#late-records tbody tr"]:
        found = browser.call("DOM.querySelectorAll", nodeId=document, selector=selector)["nodeIds"]
        expect(len(found) > 0, f"without JavaScript: {selector}: {len(found)}")
    return failures


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    url = "file://" + os.path.abspath(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    if folder:
        os.makedirs(folder, exist_ok=True)
    profile = tempfile.mkdtemp()
    browser = Browser(profile)
    try:
        failures = check(browser, url, folder)
    finally:
        browser.close()
        shutil.rmtree(profile, ignore_errors=True)
    if failures:
        sys.exit(f"report-check: {len(failures)} failed")


if __name__ == "__main__":
    main()
