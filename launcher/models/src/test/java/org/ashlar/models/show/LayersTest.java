package org.ashlar.models.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static Picture random(long seed) {
    var random = new SplittableRandom(seed);
    var drawing = new Picture.Drawing();
    for (int i = 0; i < 60; i++) {
      var takes = new ArrayList<String>();
      for (int k = random.nextInt(3); i > 0 && k > 0; k--) {
        takes.add("v" + random.nextInt(i));
      }
      var box = new Picture.Box("x".repeat(1 + random.nextInt(12)), "call", Map.of());
      drawing.box(box, takes, List.of("v" + i), n -> n);
    }
    return drawing.picture();
  }

  @Test
  void boxesNeverOverlapAndArrowsPointDown() {
    for (long seed = 0; seed < 20; seed++) {
      var picture = random(seed);
      var layers = Layers.of(picture);
      int n = picture.boxes().size();
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < a; b++) {
          boolean beside =
              layers.top(a) != layers.top(b)
                  || layers.left(a) >= layers.left(b) + layers.width(b)
                  || layers.left(b) >= layers.left(a) + layers.width(a);
          assertTrue(beside, "seed " + seed + ": boxes " + a + " and " + b + " overlap");
        }
        assertTrue(layers.left(a) >= -1e-6, "seed " + seed);
      }
      for (var arrow : picture.arrows()) {
        assertTrue(layers.top(arrow.from()) < layers.top(arrow.to()), "seed " + seed);
      }
    }
  }

  @Test
  void thePageIsWholeAndEscapesWhatItIsGiven() {
    var drawing = new Picture.Drawing();
    drawing.box(
        new Picture.Box("</script><b>", "call", Map.of("name", "</script>")),
        List.of(),
        List.of("a"),
        n -> n);
    drawing.box(new Picture.Box("relu", "call", Map.of()), List.of("a"), List.of(), n -> "<a>");
    var page = GraphPage.of("<net>", List.of("one & two"), drawing.picture());
    assertEquals(1, page.split("</script>", -1).length - 1);
    assertTrue(page.contains("&lt;net>") && page.contains("one &amp; two"), page);
    assertFalse(page.contains("http"), "nothing from elsewhere");
  }
}
