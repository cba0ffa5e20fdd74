package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Settings;
import org.ashlar.itest.Checkout;
import org.junit.jupiter.api.Test;

/// `docs/operators.md` says what the definitions say. `./build golden` writes it anew.
class OperatorsPageTest {
  private static final String HEAD =
      """
      # The operators

      Each operator says what the elements of its result are; everything on this page is derived from that, or stands in its
      source. Shown are a call with types, the meaning as a formula, and the gradient of each argument after the rules have
      simplified it. Formulas read `a`, `b`, … for the arguments, `y` for the result, `i₀`, `i₁`, … for places in it; `Σ k₀ < 6:`
      sums what follows. All operators run on every device unless their section says otherwise.

      """;

  @Test
  void saysWhatTheDefinitionsSay() throws IOException {
    var page = Checkout.root().resolve("docs/operators.md");
    var made = page();
    if (Checkout.updates()) {
      Files.writeString(page, made);
    }
    assertEquals(
        Files.exists(page) ? Files.readString(page) : "",
        made,
        "docs/operators.md differs from the definitions: ./build golden writes it");
  }

  private static String page() {
    var sources = Checkout.root().resolve("bundles/operators/src/main/java");
    var text = new StringBuilder(HEAD);
    var sections = new StringBuilder();
    try (var compiler = new Compiler(Family.REGISTRY, Settings.standard())) {
      for (var family : Family.all()) {
        var laws =
            family.laws().stream().sorted(Comparator.comparing(l -> l.operator().name())).toList();
        var type = laws.getFirst().operator().getClass();
        var title = title(type.getPackageName());
        text.append("* **%s**: ".formatted(title));
        text.append(
            String.join(
                ", ",
                laws.stream().map(l -> "[%1$s](#%1$s)".formatted(l.operator().name())).toList()));
        text.append("\n");
        sections.append("\n## ").append(title).append("\n\n");
        sections.append(introduction(sources, type)).append("\n\n");
        laws.forEach(l -> sections.append(new OperatorPage(compiler, l, sources).text()));
      }
    }
    return text.append(sections).toString().strip() + "\n";
  }

  private static String introduction(Path sources, Class<?> type) {
    var folder = sources.resolve(type.getPackageName().replace('.', '/'));
    return SourceDoc.of(folder.resolve("package-info.java")).text();
  }

  private static String title(String packageName) {
    var name = packageName.substring(packageName.lastIndexOf('.') + 1);
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
