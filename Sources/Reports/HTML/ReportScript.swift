import Text

/// What a report does: the line of the watermark's delay, the slider over the dashboard's moments,
/// the filters of tables, exact numbers under the pointer and the arrow keys.
enum ReportScript {
    /// Data for the script, as the text of a script element: nothing but "</script" and "<!--" ends
    /// that.
    static func json(_ document: JSONValue) -> HTML {
        let parts = JSONText.write(document)
            .split(separator: "<", omittingEmptySubsequences: false)
        return HTML(markup: parts.joined(separator: "\\u003c"))
    }

    /// The script. It writes text from data as text, never as markup. `attrsimReport.show(i)`
    /// moves the slider, for tests and for the curious.
    static let javascript = #"""
        "use strict";
        (function () {
          document.documentElement.classList.add("scripted");
          function group(digits) { return digits.replace(/\B(?=(\d{3})+$)/g, ","); }
          function count(value) { return (value < 0 ? "-" : "") + group(String(Math.abs(value))); }
          function money(e4) {
            var cents = Math.floor((Math.abs(e4) + 50) / 100), rest = String(cents % 100);
            return (e4 < 0 && cents > 0 ? "-" : "") + group(String(Math.floor(cents / 100))) + "."
              + (rest.length < 2 ? "0" : "") + rest;
          }
          function make(tag, text, parent) {
            var element = document.createElement(tag);
            if (text) { element.textContent = text; }
            parent.appendChild(element);
            return element;
          }

          // The filters of tables: a row stays if each word is somewhere in it.
          document.querySelectorAll("input[data-table]").forEach(function (input) {
            var rows = Array.from(document.querySelectorAll("#" + input.dataset.table + " tbody tr"));
            var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
            var shown = document.querySelector("[data-count='" + input.dataset.table + "']");
            input.addEventListener("input", function () {
              var words = input.value.toLowerCase().split(/\s+/), hits = 0;
              rows.forEach(function (row, place) {
                var hit = words.every(function (word) { return texts[place].includes(word); });
                row.hidden = !hit;
                if (hit) { hits += 1; }
              });
              shown.textContent = count(hits) + (hits === 1 ? " row" : " rows");
            });
          });

          // A figure tells its numbers under the pointer, and under the arrow keys.
          document.querySelectorAll(".chart").forEach(function (chart) {
            var svg = chart.querySelector("svg"), place = -1;
            var marks = Array.from(svg.querySelectorAll(".hover, .dot")).filter(function (mark) {
              return mark.querySelector("title");
            });
            if (!marks.length) { svg.removeAttribute("tabindex"); return; }
            var readout = document.createElement("output");
            readout.className = "readout";
            readout.setAttribute("aria-live", "polite");
            chart.parentNode.insertBefore(readout, chart.nextSibling);
            function tell(mark) {
              if (place >= 0) { marks[place].classList.remove("told"); }
              place = marks.indexOf(mark);
              mark.classList.add("told");
              readout.classList.add("told");
              readout.textContent = mark.querySelector("title").textContent;
            }
            function find(event) { var mark = event.target.closest(".hover, .dot");
              if (mark && marks.indexOf(mark) >= 0) { tell(mark); } }
            svg.addEventListener("pointerover", find);
            svg.addEventListener("click", find);
            svg.addEventListener("keydown", function (event) {
              var steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
              var next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1
                : steps[event.key] ? place + steps[event.key] : null;
              if (next === null) { return; }
              event.preventDefault();
              tell(marks[Math.max(0, Math.min(marks.length - 1, next))]);
            });
          });

          // A table that goes on to the right, or below, says so.
          var rooms = Array.from(document.querySelectorAll(".scroll"));
          function hint() {
            rooms.forEach(function (room) {
              var text = room.previousElementSibling;
              if (!text || !text.classList.contains("hint")) { return; }
              var right = room.scrollWidth > room.clientWidth + 1;
              var below = room.scrollHeight > room.clientHeight + 1;
              text.classList.toggle("shown", right || below);
              text.textContent = "the table goes on " + (right && below ? "to the right and below → ↓"
                : right ? "to the right →" : "below ↓");
            });
          }
          hint();
          window.addEventListener("resize", hint);
          document.querySelectorAll("details").forEach(function (part) {
            part.addEventListener("toggle", hint);
          });

          // The line of the watermark's delay.
          var delays = document.getElementById("delays");
          if (delays) {
            var stops = JSON.parse(delays.textContent).stops;
            var dial = document.getElementById("delay"), place = Number(dial.dataset.start);
            var plot = document.querySelector("#lateness .plot");
            var tell = function () {
              var stop = stops[place];
              document.getElementById("delay-text").textContent = stop.text;
              dial.setAttribute("aria-valuetext", stop.text);
              document.querySelectorAll("#lateness .delay-line").forEach(function (line) {
                line.style.left = stop.place + "%";
              });
            };
            // The thumb stands where the line does: over the drawing, as wide as it is.
            var align = function () {
              var box = plot.getBoundingClientRect(), own = dial.parentNode.getBoundingClientRect();
              dial.style.marginLeft = box.left - own.left - 8 + "px";
              dial.style.width = box.width + 16 + "px";
            };
            var choose = function (next) {
              place = Math.max(0, Math.min(stops.length - 1, next));
              dial.value = Number(stops[place].place) * 10;
              tell();
            };
            // A pointer chooses the nearest delay; the keys go from one to the next.
            dial.addEventListener("input", function () {
              var value = Number(dial.value) / 10;
              stops.forEach(function (stop, number) {
                if (Math.abs(Number(stop.place) - value) < Math.abs(Number(stops[place].place) - value)) {
                  place = number;
                }
              });
              tell();
            });
            dial.addEventListener("change", function () { choose(place); });
            dial.addEventListener("keydown", function (event) {
              var steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10,
                PageDown: -10 };
              var next = event.key === "Home" ? 0 : event.key === "End" ? stops.length - 1
                : steps[event.key] ? place + steps[event.key] : null;
              if (next === null) { return; }
              event.preventDefault();
              choose(next);
            });
            align();
            window.addEventListener("resize", align);
            window.attrsimDelays = { choose: choose, count: stops.length };
          }

          var source = document.getElementById("windows");
          if (!source || !document.getElementById("moment")) { return; }
          var windows = JSON.parse(source.textContent);
          var slider = document.getElementById("moment"), play = document.getElementById("play");
          var cursor = document.getElementById("cursor"), band = document.getElementById("window");

          function showAmounts(moment) {
            var texts = [];
            windows.money.forEach(function (line) {
              line.series.forEach(function (series) {
                var final = money(series.final[moment]);
                var known = series.known ? money(series.known[moment]) : final;
                texts.push(line.name + " " + known + (known === final ? "" : " → " + final));
              });
            });
            var amounts = document.getElementById("amounts");
            if (amounts) { amounts.textContent = texts.join(" · "); }
          }

          function moveCursor(moment) {
            if (!cursor) { return; }
            var end = Number(windows.places[moment]), left = Number(band.dataset.left);
            var start = Math.max(left, end - Number(band.dataset.full));
            cursor.setAttribute("x1", end);
            cursor.setAttribute("x2", end);
            band.setAttribute("x", start);
            band.setAttribute("width", end - start);
          }

          function drawDonut(panel, bars) {
            var ring = panel.querySelector(".donut g");
            if (!ring) { return; }
            ring.textContent = "";
            var sum = bars.reduce(function (total, bar) { return total + bar.value; }, 0), start = 0;
            bars.forEach(function (bar, place) {
              if (!bar.value) { return; }
              var part = document.createElementNS("http://www.w3.org/2000/svg", "circle");
              var length = Math.floor(bar.value * 1000 / sum);
              var looks = { "class": "ring r" + place % 6, cx: 60, cy: 60, r: 44, pathLength: 1000,
                "stroke-dasharray": length + " 1000", "stroke-dashoffset": -start };
              Object.keys(looks).forEach(function (name) { part.setAttribute(name, looks[name]); });
              var title = document.createElementNS("http://www.w3.org/2000/svg", "title");
              title.textContent = bar.name + ": " + count(bar.value) + ", "
                + (bar.value * 100 / sum).toFixed(1) + " %";
              part.appendChild(title);
              ring.appendChild(part);
              start += length;
            });
          }

          function drawBars(panel, settings, moment) {
            var bars = settings.series.map(function (series) {
              var final = series.final[moment];
              return { name: series.name, pale: series.pale, rest: series.rest, final: final, hasKnown: !!series.known,
                value: series.known ? series.known[moment] : final };
            }).filter(function (bar) { return bar.value || bar.final; });
            var named = bars.filter(function (bar) { return !bar.rest; });
            var rest = bars.filter(function (bar) { return bar.rest; });
            named.sort(function (a, b) { return b.value - a.value; });
            var room = named.length === settings.shown + 1 && !rest.length ? named.length : settings.shown;
            var others = named.slice(room).concat(rest);
            bars = named.slice(0, room);
            if (others.length) {
              bars.push(others.reduce(function (sum, bar) {
                return { name: "others", pale: true, rest: true, hasKnown: bar.hasKnown,
                  value: sum.value + bar.value, final: sum.final + bar.final };
              }, { value: 0, final: 0 }));
            }
            drawDonut(panel, bars);
            var slot = panel.querySelector(".slot");
            slot.textContent = "";
            if (!bars.length) { make("p", settings.empty, slot).className = "note"; return; }
            // A sum of others does not say how long the bars are.
            var scale = named.length ? named : bars;
            var most = scale.reduce(function (m, bar) { return Math.max(m, bar.value, bar.final); }, 1);
            var list = make("div", "", slot);
            list.className = "bars";
            bars.forEach(function (bar) {
              var row = make("div", "", list);
              row.className = "bar" + (bar.pale ? " pale" : "") + (bar.value > most ? " open" : "");
              row.title = bar.name + ": " + count(bar.value) + (bar.hasKnown
                ? " known then, " + count(bar.final) + " as it turned out" : "");
              make("span", bar.name, row);
              var track = make("div", "", row);
              make("b", "", track).style.width = Math.min(100, bar.value * 100 / most) + "%";
              if (bar.hasKnown && bar.final <= most) { make("i", "", track).style.left = bar.final * 100 / most + "%"; }
              var number = make("em", count(bar.value), row);
              if (bar.hasKnown && bar.value !== bar.final) {
                make("small", "→ " + count(bar.final), number);
              }
            });
          }

          function show(moment) {
            moment = Math.max(0, Math.min(windows.moments.length - 1, moment));
            slider.value = moment;
            document.getElementById("now").textContent = windows.moments[moment];
            moveCursor(moment);
            showAmounts(moment);
            windows.panels.forEach(function (panel) {
              drawBars(document.getElementById(panel.id), panel, moment);
            });
          }

          var timer = null;
          function stop() { clearInterval(timer); timer = null; play.textContent = "▶"; }
          slider.addEventListener("input", function () { stop(); show(Number(slider.value)); });
          play.addEventListener("click", function () {
            if (timer) { stop(); return; }
            if (Number(slider.value) >= windows.moments.length - 1) { show(0); }
            play.textContent = "❚❚";
            timer = setInterval(function () {
              var next = Number(slider.value) + 1;
              if (next >= windows.moments.length) { stop(); } else { show(next); }
            }, 80);
          });
          document.querySelectorAll("rect[data-moment]").forEach(function (strip) {
            strip.addEventListener("click", function () { stop(); show(Number(strip.dataset.moment)); });
          });
          show(windows.first);
          window.attrsimReport = { show: show, moments: windows.moments.length };
        })();

        """#
}
