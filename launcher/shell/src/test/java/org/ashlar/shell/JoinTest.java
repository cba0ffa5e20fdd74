package org.ashlar.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class JoinTest {
  private static final List<Join> JOINS =
      List.of(
          join("org.ashlar.backend.Backend", "org.ashlar.cpu", 10),
          join("org.ashlar.backend.Backend", "org.ashlar.reference", 0),
          join("org.ashlar.ir.Operator", "org.ashlar.a&b", 0));

  @Test
  void namesMatchWithoutCapitals() {
    var cpu = JOINS.getFirst();
    assertTrue(cpu.matches("backend") && cpu.matches("CPU") && cpu.matches("some"));
    assertFalse(cpu.matches("ashlar"), "every provider has that in its name");
  }

  @Test
  void thePictureIsXmlAndNamesEveryProvider() throws Exception {
    var picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Picture.svg(JOINS))));
    var labels = picture.getDocumentElement().getTextContent();
    for (var name : List.of("Backend", "Operator", "cpu", "reference", "a&b", "session")) {
      assertTrue(labels.contains(name), name + " is missing: " + labels);
    }
    // The background, two interfaces, three providers, one user.
    assertEquals(1 + 2 + 3 + 1, picture.getElementsByTagName("rect").getLength());
  }

  private static Join join(String service, String bundle, int ranking) {
    return new Join(
        service,
        bundle,
        "1.0",
        ranking,
        1,
        List.of("Some"),
        List.of("org.ashlar.session"),
        Map.of());
  }
}
