package org.ashlar.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ashlar.ir.DType;
import org.ashlar.nn.Initial;
import org.ashlar.session.Ashlar;
import org.ashlar.train.Course;
import org.ashlar.train.Networks;
import org.ashlar.train.Recipe;
import org.ashlar.train.Timetable;
import org.ashlar.train.data.Tasks;
import org.ashlar.train.optimiser.Adam;
import org.junit.jupiter.api.Test;

/// The page of a real, short training: whole, well-formed, with nothing from outside.
class ReportTest {
  private static final String PAGE = page();

  private static String page() {
    var task = Tasks.digits();
    var network = Networks.mlp(task, List.of(8), 0, DType.F32, new Initial(1));
    try (var ashlar = Ashlar.open();
        var course =
            new Course(
                ashlar,
                "report",
                network,
                task.train(),
                task.test(),
                Recipe.of(32, Adam.of(0.01)),
                Timetable.of(2, 1),
                Optional.empty())) {
      var result = course.run(new Course.Listener() {});
      var settings = new LinkedHashMap<String, String>();
      settings.put("optimiser", "<adam> & \"{curves}\"");
      return new Report(
              "A <short> training",
              settings,
              result.history(),
              task.train().size() / 32,
              result.metrics(),
              task.classes(),
              task.test())
          .page();
    }
  }

  @Test
  void isWellFormed() throws Exception {
    // the elements that HTML does not close, closed; the rest must be XML already
    var xml =
        PAGE.replaceFirst("<!DOCTYPE html>", "")
            .replaceAll("<(meta|img)([^>]*[^/>])>", "<$1$2/>")
            .replace("<br>", "<br/>");
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertEquals(3, document.getElementsByTagName("svg").getLength());
    assertEquals(2, document.getElementsByTagName("table").getLength());
  }

  @Test
  void takesNothingFromOutsideAndRunsNothing() {
    assertFalse(Pattern.compile("https?:|<script|<link|@import|url\\(").matcher(PAGE).find());
    assertTrue(PAGE.contains("default-src 'none'"));
    assertTrue(PAGE.contains("prefers-color-scheme: dark"));
  }

  @Test
  void writesTextsAsTexts() {
    assertTrue(PAGE.contains("<h1>A &lt;short&gt; training</h1>"));
    assertTrue(PAGE.contains("<td>&lt;adam&gt; &amp; &quot;{curves}&quot;</td>"));
  }

  @Test
  void showsTheSamplesThatWentWrongAsPictures() throws Exception {
    var pictures = Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)").matcher(PAGE);
    int count = 0;
    while (pictures.find()) {
      var image =
          ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(pictures.group(1))));
      assertEquals(8, image.getWidth());
      assertEquals(8, image.getHeight());
      count++;
    }
    assertTrue(count > 0 && count <= 48, count + " pictures");
    assertEquals(
        count,
        PAGE.split(" taken for ", -1).length / 2,
        "each twice: as text of the picture and below");
  }

  @Test
  void picturesHaveTheirColours() throws Exception {
    var bytes = new byte[] {1, 2, 3, (byte) 255, 0, 127};
    var image = ImageIO.read(new ByteArrayInputStream(Png.bytes(2, 1, 3, bytes)));
    assertEquals(0xff010203, image.getRGB(0, 0));
    assertEquals(0xffff007f, image.getRGB(1, 0));
  }

  @Test
  void numbersAreShort() {
    assertEquals("0", Html.number(0));
    assertEquals("12", Html.number(12));
    assertEquals("0.3286", Html.number(0.32861));
    assertEquals("97.32", Html.number(97.321));
    assertEquals("3.40e-10", Html.number(3.4e-10));
    assertEquals(Map.of("a", "12.50 %"), Map.of("a", Html.percent(0.125)));
  }
}
