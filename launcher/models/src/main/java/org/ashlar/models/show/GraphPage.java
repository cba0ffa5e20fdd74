package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ashlar.shell.output.Json;

/// A model's graph as one page without anything from elsewhere: drawn as SVG, moved by dragging,
/// zoomed by the wheel; a click on a box shows its facts.
final class GraphPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
      <style>
      html, body { margin: 0; height: 100%%; font: 13px/1.45 system-ui, sans-serif; color: #222 }
      body { display: grid; grid-template-columns: 1fr 24em }
      svg { width: 100%%; height: 100vh; background: #fafaf7; cursor: grab }
      aside { padding: 1em; overflow: auto; height: calc(100vh - 2em); border-left: 1px solid #ddd }
      h1 { font-size: 1.15em } h2 { font-size: 1.05em; overflow-wrap: anywhere }
      dt { color: #666; margin-top: .5em } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
      input { font: inherit; width: 100%%; box-sizing: border-box; padding: .3em }
      .box rect { fill: #fff; stroke: #667; rx: 5 } .box text { text-anchor: middle; font: 12px ui-monospace, monospace }
      .box { cursor: pointer } .input rect { fill: #e7f0e2 } .output rect { fill: #f3e6d8 } .gap rect { fill: #f8d7d7; stroke: #b00020 }
      .found rect { stroke: #c60; stroke-width: 3 } .chosen rect { stroke: #06c; stroke-width: 3 }
      path { fill: none; stroke: #99a; stroke-width: 1.2 } path.lit { stroke: #06c; stroke-width: 2 }
      </style></head><body>
      <svg id="graph" viewBox="-20 -20 %2$s %3$s"><defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4"
      markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#99a;stroke:none"/></marker></defs>
      %4$s</svg>
      <aside><h1>%1$s</h1><input id="find" placeholder="find a name, an operator, a type">
      <div id="facts">%5$s</div></aside>
      <script>
      const boxes = %6$s;
      const svg = document.querySelector('#graph'), view = svg.viewBox.baseVal;
      svg.addEventListener('wheel', e => {
        e.preventDefault();
        const k = Math.exp(Math.sign(e.deltaY) * .18), r = svg.getBoundingClientRect();
        const s = Math.max(view.width / r.width, view.height / r.height);
        const x = view.x + view.width / 2 + (e.clientX - r.left - r.width / 2) * s;
        const y = view.y + view.height / 2 + (e.clientY - r.top - r.height / 2) * s;
        view.x = x + (view.x - x) * k; view.y = y + (view.y - y) * k; view.width *= k; view.height *= k;
      }, { passive: false });
      let drag = null;
      svg.addEventListener('pointerdown', e => { drag = [e.clientX, e.clientY]; });
      addEventListener('pointerup', () => { drag = null; });
      addEventListener('pointermove', e => {
        if (!drag) return;
        const r = svg.getBoundingClientRect(), s = Math.max(view.width / r.width, view.height / r.height);
        view.x -= (e.clientX - drag[0]) * s; view.y -= (e.clientY - drag[1]) * s; drag = [e.clientX, e.clientY];
      });
      const facts = document.querySelector('#facts');
      svg.addEventListener('click', e => {
        const box = e.target.closest('.box'); if (!box) return;
        document.querySelectorAll('.chosen, .lit').forEach(n => n.classList.remove('chosen', 'lit'));
        box.classList.add('chosen');
        document.querySelectorAll(`path[data-from="${box.dataset.n}"], path[data-to="${box.dataset.n}"]`)
          .forEach(p => p.classList.add('lit'));
        facts.replaceChildren();
        const it = boxes[box.dataset.n], head = document.createElement('h2'), list = document.createElement('dl');
        head.textContent = it.label;
        for (const [key, value] of Object.entries(it.facts)) {
          const dt = document.createElement('dt'), dd = document.createElement('dd');
          dt.textContent = key; dd.textContent = value; list.append(dt, dd);
        }
        facts.append(head, list);
      });
      document.querySelector('#find').addEventListener('input', e => {
        const word = e.target.value.toLowerCase();
        document.querySelectorAll('.box').forEach(b => b.classList.toggle('found',
          word !== '' && JSON.stringify(boxes[b.dataset.n]).toLowerCase().includes(word)));
        const first = document.querySelector('.found rect');
        if (first) { view.x = +first.getAttribute('x') - view.width / 3; view.y = +first.getAttribute('y') - view.height / 3; }
      });
      </script></body></html>
      """;

  private GraphPage() {}

  /// @param summary lines that stand beside the graph until a box is clicked
  static String of(String title, List<String> summary, Picture picture) {
    var layers = Layers.of(picture);
    double width = Math.clamp(layers.right() + 40, 400, 2400);
    double height = Math.clamp(layers.bottom() + 40, 300, 1600);
    return PAGE.formatted(
        text(title),
        number(width),
        number(height),
        arrows(picture, layers) + boxes(picture, layers),
        "<p>" + String.join("</p>\n<p>", summary.stream().map(GraphPage::text).toList()) + "</p>",
        data(picture));
  }

  private static String arrows(Picture picture, Layers layers) {
    var svg = new StringBuilder();
    for (int i = 0; i < picture.arrows().size(); i++) {
      var arrow = picture.arrows().get(i);
      svg.append(
          "<path data-from=\"%d\" data-to=\"%d\" marker-end=\"url(#end)\" d=\"%s\"><title>%s</title></path>\n"
              .formatted(
                  arrow.from(), arrow.to(), curve(layers.points(i, picture)), text(arrow.label())));
    }
    return svg.toString();
  }

  /// Bends that leave and arrive upright.
  private static String curve(double[] points) {
    var path = new StringBuilder("M" + number(points[0]) + " " + number(points[1]));
    for (int i = 2; i < points.length; i += 2) {
      double middle = (points[i - 1] + points[i + 1]) / 2;
      path.append(
          "C%s %s %s %s %s %s"
              .formatted(
                  number(points[i - 2]),
                  number(middle),
                  number(points[i]),
                  number(middle),
                  number(points[i]),
                  number(points[i + 1])));
    }
    return path.toString();
  }

  private static String boxes(Picture picture, Layers layers) {
    var svg = new StringBuilder();
    for (int i = 0; i < picture.boxes().size(); i++) {
      var box = picture.boxes().get(i);
      svg.append(
          "<g class=\"box %s\" data-n=\"%d\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/><text x=\"%s\" y=\"%s\">%s</text></g>\n"
              .formatted(
                  box.kind(),
                  i,
                  number(layers.left(i)),
                  number(layers.top(i)),
                  number(layers.width(i)),
                  number(Layers.HEIGHT),
                  number(layers.left(i) + layers.width(i) / 2),
                  number(layers.top(i) + 17),
                  text(box.label())));
    }
    return svg.toString();
  }

  private static String data(Picture picture) {
    var boxes = new ArrayList<Map<String, Object>>();
    picture.boxes().forEach(box -> boxes.add(Map.of("label", box.label(), "facts", box.facts())));
    return Json.of(boxes).replace("<", "\\u003c");
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.1f", x).replaceAll("\\.0$", "");
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
