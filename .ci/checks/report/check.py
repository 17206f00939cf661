#!/usr/bin/env python3
"""Opens reports in headless Chromium and checks what a person would: at three widths, in light and
dark, closed and with everything open, nothing is cut off, no text lies on another, every text can be
read, nothing is said on the console and nothing asked of the network; and every figure is the result's.

    check.py [--shots FOLDER] REPORT.html[=RESULT.sqlite]…
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile

from browser import Browser
from figures import check_figures

WIDTHS = [360, 768, 1440]

# Finds what is cut off, what overlaps, and what has too little contrast. Answers with texts.
LOOK = r"""
(function (contrastToo) {
  var found = [], texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  var wide = document.documentElement.clientWidth;
  function clip(text) { return text.trim().replace(/\s+/g, " ").slice(0, 60); }
  function room(element) { return element.closest(".scroll, pre"); }
  while (walker.nextNode()) {
    var node = walker.currentNode, element = node.parentElement;
    if (!node.textContent.trim() || element.closest("script,style,noscript,title,option")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    var range = document.createRange();
    range.selectNodeContents(node);
    var around = room(element), box = around && around.getBoundingClientRect();
    Array.from(range.getClientRects()).forEach(function (rect) {
      if (rect.width < 1 || rect.height < 1) return;
      if (box && (rect.left < box.left - 1 || rect.right > box.right + 1
          || rect.top < box.top - 1 || rect.bottom > box.bottom + 1)) {
        // It is scrolled to: then the room must be one that scrolls.
        var style = getComputedStyle(around);
        if (!/auto|scroll/.test(style.overflowX + style.overflowY)) {
          found.push("cut: " + clip(node.textContent));
        }
        return;
      }
      if (rect.left < -0.5 || rect.right > wide + 0.5) {
        found.push("sticks out: " + clip(node.textContent));
      }
      texts.push({ rect: rect, element: element, text: clip(node.textContent) });
    });
    for (var up = element; up && up !== document.body; up = up.parentElement) {
      if (up.closest(".scroll, pre")) break;
      var style = getComputedStyle(up);
      if (style.overflowX !== "visible" && up.scrollWidth > up.clientWidth + 1) {
        found.push("cut in " + up.tagName + "." + up.className + ": " + clip(node.textContent));
      }
    }
  }
  // Sticky heads of scrolled tables stand over their rows; nothing is scrolled here.
  texts.sort(function (a, b) { return a.rect.top - b.rect.top; });
  texts.forEach(function (a, place) {
    for (var next = place + 1; next < texts.length; next += 1) {
      var b = texts[next];
      if (b.rect.top > a.rect.bottom - 2) break;
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) continue;
      var across = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
      var down = Math.min(a.rect.bottom, b.rect.bottom) - b.rect.top;
      if (across > 2 && down > 3) found.push("overlap: " + a.text + " | " + b.text);
    }
  });
  if (contrastToo) {
    function parts(color) { return (color.match(/[\d.]+/g) || []).map(Number); }
    function light(color) {
      return [0.2126, 0.7152, 0.0722].reduce(function (sum, weight, place) {
        var part = color[place] / 255;
        return sum + weight * (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
      }, 0);
    }
    var said = new Set();
    texts.forEach(function (text) {
      var style = getComputedStyle(text.element);
      var ink = parts(text.element.closest("svg") ? style.fill : style.color), back = null;
      for (var up = text.element; up && !back; up = up.parentElement) {
        var color = parts(getComputedStyle(up).backgroundColor);
        if (color.length === 3 || color[3] > 0.5) back = color;
      }
      back = back || [255, 255, 255];
      var a = light(ink) + 0.05, b = light(back) + 0.05, ratio = Math.max(a, b) / Math.min(a, b);
      var size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.6 && style.fontWeight >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) {
        var what = ratio.toFixed(2) + " of " + text.element.tagName + "." + text.element.className;
        if (!said.has(what)) { said.add(what); found.push("contrast " + what + ": " + text.text); }
      }
    });
  }
  return Array.from(new Set(found)).slice(0, 12);
})
"""


class Checks:
    def __init__(self):
        self.failures = []
        self.count = 0

    def expect(self, holds, what):
        self.count += 1
        if not holds:
            print("  FAILED  " + what)
            self.failures.append(what)


def check_page(browser, path, result, checks, shots):
    name = os.path.basename(path)[:-5]
    url = "file://" + os.path.abspath(path)
    before = len(checks.failures)

    def expect(holds, what):
        checks.expect(holds, f"{name}: {what}")

    for scheme in ["light", "dark"]:
        for width in WIDTHS:
            browser.look(width, 900, scheme, width < 500)
            browser.events.clear()
            browser.open(url)
            where = f"{width} px, {scheme}"
            expect(not browser.errors(), f"{where}: the console is silent {browser.errors() or ''}")
            outside = [r for r in browser.requests() if not r.startswith(("file:", "data:"))]
            expect(not outside, f"{where}: no request leaves the file {outside or ''}")
            millis = browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd | 0")
            expect(millis < 1000, f"{where}: opens in under a second ({millis} ms)")
            if shots and scheme == "light":
                browser.screenshot(os.path.join(shots, f"{name}-{width}.png"))
            for state in ["closed", "open"]:
                if state == "open":
                    browser.value("document.querySelectorAll('details').forEach(d => d.open = true)")
                    browser.value("window.dispatchEvent(new Event('resize'))")
                wide, room = browser.value(
                    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
                expect(wide <= room, f"{where}, {state}: nothing sticks out ({wide} of {room})")
                found = browser.value(f"({LOOK})({json.dumps(width == 768)})")
                expect(not found, f"{where}, {state}: {found}")
                # A table that goes on says so, and can be reached by keyboard.
                silent = browser.value(
                    "Array.from(document.querySelectorAll('.scroll')).filter(r => r.checkVisibility()"
                    " && r.scrollWidth > r.clientWidth + 1 && (r.tabIndex !== 0"
                    " || !r.previousElementSibling || !r.previousElementSibling.checkVisibility()))"
                    ".length")
                expect(silent == 0, f"{where}, {state}: {silent} tables do not say that they go on")
            if shots and scheme == "dark" and width == 768:
                browser.screenshot(os.path.join(shots, f"{name}-dark-open.png"))
    check_words(browser, expect)
    browser.look(794, 1123, "light", media="print")
    browser.open(url)
    wide, room = browser.value(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    expect(wide <= room, f"on paper nothing sticks out ({wide} of {room})")
    browser.look(1440, 900, "light")
    browser.open(url)
    check_use(browser, expect)
    if result:
        browser.open(url)
        check_figures(browser, sqlite3.connect(result), expect)
    check_without_script(browser, url, expect)
    print(f"  {'ok    ' if len(checks.failures) == before else 'FAILED'}  {name}"
          f" ({os.path.getsize(path):,} bytes)")


def check_words(browser, expect):
    """What a screen reader needs."""
    for what, code in [
            ("every picture has a text alternative",
             "document.querySelectorAll('svg:not([aria-label])').length"),
            ("every field has a name", "Array.from(document.querySelectorAll('input')).filter(i =>"
             " !i.labels.length && !i.getAttribute('aria-label')).length"),
            ("headings do not skip a level", "(function(){ var last = 1, bad = 0;"
             " document.querySelectorAll('h1,h2,h3').forEach(h => { var n = Number(h.tagName[1]);"
             " if (n > last + 1) bad += 1; last = n; }); return bad; })()"),
            ("there is one title", "Math.abs(document.querySelectorAll('h1').length - 1)"),
            ("every line of a story is a line", "Array.from(document.querySelectorAll('.story pre')).filter(p =>"
             " !p.textContent.trim().includes('\\n') || p.textContent.includes('\\\\n')).length"),
            ("bars of a list are on one scale", "Array.from(document.querySelectorAll('.bars')).filter(l => {"
             " const w = Array.from(l.querySelectorAll('.bar > div')).map(d => d.getBoundingClientRect().width);"
             " return w.length && Math.max(...w) - Math.min(...w) > 1; }).length"),
            ("no section is empty", "Array.from(document.querySelectorAll('section')).filter(s =>"
             " s.textContent.replace(/\\s/g, '').length < 12).length"),
            ("every bar tells its numbers", "document.querySelectorAll('.bar:not([title])').length")]:
        count = browser.value(code)
        expect(count == 0, f"{what}: {count} without")


def check_use(browser, expect):
    """Sliders, filters and arrow keys do what they should."""
    charts = browser.value("document.querySelectorAll('.plot svg[tabindex]').length")
    told = browser.value(
        "Array.from(document.querySelectorAll('.plot svg[tabindex]')).filter(svg => {"
        " svg.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));"
        " return svg.closest('.chart').nextElementSibling.textContent.length > 3; }).length")
    expect(charts == told, f"arrow keys tell the numbers of {told} of {charts} figures")
    if browser.value("!!document.getElementById('delay')"):
        state = ("document.getElementById('delay-text').textContent"
                 " + document.querySelector('.delay-line').style.left")
        before = browser.value(state)
        expect(browser.value("document.getElementById('delay').getAttribute('aria-valuetext').length") > 5,
               "a screen reader is told the delay from the start")
        for number in [0, browser.value("attrsimDelays.count - 1")]:
            browser.value(f"attrsimDelays.choose({number})")
            # The thumb's middle travels from 8 pixels within the field to 8 before its end.
            off = browser.value(
                "(() => { const d = document.getElementById('delay'), b = d.getBoundingClientRect();"
                " const l = document.querySelector('.delay-line').getBoundingClientRect();"
                " return Math.abs(b.left + 8 + (b.width - 16) * d.value / d.max - l.left); })()")
            expect(off < 3, f"the thumb of the delay stands at its line ({off:.1f} px off)")
        expect(browser.value(state) != before, "the delay's line moves")
    if browser.value("!!document.getElementById('moment')"):
        state = "document.getElementById('now').textContent"
        browser.value("attrsimReport.show(0)")
        first = browser.value(state)
        browser.value("attrsimReport.show(attrsimReport.moments - 1)")
        expect(browser.value("attrsimReport.moments") < 2 or browser.value(state) != first,
               "the slider moves the dashboard")
    for table in browser.value(
            "Array.from(document.querySelectorAll('input[data-table]')).map(i => i.dataset.table)"):
        rows = browser.value(
            f"(() => {{ const i = document.querySelector('input[data-table={table}]');"
            f" const rows = () => document.querySelectorAll('#{table} tbody tr:not([hidden])').length;"
            f" i.value = document.querySelector('#{table} tbody tr td').textContent;"
            " i.dispatchEvent(new Event('input')); const hits = rows();"
            " i.value = ''; i.dispatchEvent(new Event('input')); return [hits, rows()]; })()")
        expect(1 <= rows[0] <= rows[1], f"{table} can be filtered: {rows}")
    expect(not browser.errors(), f"still no message {browser.errors() or ''}")


def check_without_script(browser, url, expect):
    count = ("document.querySelectorAll('.chart svg .course, .chart svg rect, table tbody tr, .bar')"
             ".length")
    with_script = browser.value(count)
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(url)
    document = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    found = browser.call(
        "DOM.querySelectorAll", nodeId=document,
        selector=".chart svg .course, .chart svg rect, table tbody tr, .bar")["nodeIds"]
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    expect(len(found) >= with_script * 9 // 10, f"without JavaScript {len(found)} of {with_script} parts")


def main():
    arguments = sys.argv[1:]
    shots = None
    if arguments[:1] == ["--shots"]:
        shots, arguments = arguments[1], arguments[2:]
        os.makedirs(shots, exist_ok=True)
    if not arguments:
        sys.exit(__doc__)
    profile = tempfile.mkdtemp()
    browser = Browser(profile)
    checks = Checks()
    try:
        for argument in arguments:
            path, _, result = argument.partition("=")
            check_page(browser, path, result, checks, shots)
    finally:
        browser.close()
        shutil.rmtree(profile, ignore_errors=True)
    print(f"{checks.count - len(checks.failures)} passed, {len(checks.failures)} failed")
    sys.exit(1 if checks.failures else 0)


if __name__ == "__main__":
    main()
