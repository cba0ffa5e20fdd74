package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.OSGiHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Pins all forms of the sealed types and all constants of the enums that `ir` exports, per version
/// of their package.
///
/// A baseline takes a new form for a minor change; yet an older `switch` dies of it. So a change of
/// the list needs a new major version of the package (a new minor one while it is 0.x and has been
/// released).
class FormsTest {
  private static final Path GOLDEN = Checkout.root().resolve("cnf/forms.txt");
  private static final Path IR = Checkout.root().resolve("bundles/ir");

  @Test
  void formsArePinnedPerVersion() throws IOException {
    var now = forms();
    var text =
        now.entrySet().stream()
            .map(each -> each.getKey() + "\n" + each.getValue())
            .collect(Collectors.joining("\n"));
    if (Checkout.updates()) {
      allowed(now);
      Files.writeString(GOLDEN, text);
    }
    assertEquals(
        Files.readString(GOLDEN),
        text,
        "forms changed: a new one demands a new version of its package (@Version in package-info), then -Dgolden=update");
  }

  /// From version 1 on, an update without a new major version is refused.
  private static void allowed(Map<String, String> now) throws IOException {
    var before = new TreeMap<String, String>();
    for (var block :
        Files.exists(GOLDEN)
            ? Files.readString(GOLDEN).split("\n(?=org\\.ashlar)")
            : new String[0]) {
      var end = block.indexOf('\n');
      before.put(block.substring(0, end), block.substring(end + 1).strip());
    }
    now.forEach((version, text) ->
        assertTrue(
            version.contains(" 0.")
                || !before.containsKey(version)
                || before.get(version).equals(text.strip()),
            version + ": its forms changed: give it a new major version"));
  }

  private static Map<String, String> forms() throws IOException {
    var exported =
        OSGiHeader.parseHeader(
            Checkout.manifest(IR).getMainAttributes().getValue("Export-Package"));
    var forms = new LinkedHashMap<String, String>();
    for (var name : exported.keySet().stream().sorted().toList()) {
      var text = new StringBuilder();
      for (var file : Checkout.list(IR.resolve("target/classes").resolve(name.replace('.', '/')))) {
        var simple = file.getFileName().toString();
        if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
          text.append(
              line(type(name + "." + simple.substring(0, simple.length() - ".class".length()))));
        }
      }
      forms.put(name + " " + exported.get(name).get("version"), text.toString());
    }
    return forms;
  }

  private static String line(Class<?> type) {
    var name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    if (!java.lang.reflect.Modifier.isPublic(type.getModifiers())) {
      return "";
    }
    if (type.isEnum()) {
      return "  enum "
          + name
          + ": "
          + Arrays.stream(type.getEnumConstants())
              .map(each -> ((Enum<?>) each).name())
              .collect(Collectors.joining(" "))
          + "\n";
    }
    if (type.isSealed()) {
      return "  sealed "
          + name
          + ": "
          + Arrays.stream(type.getPermittedSubclasses())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(" "))
          + "\n";
    }
    return "";
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, FormsTest.class.getClassLoader());
    } catch (ClassNotFoundException gone) {
      throw new IllegalStateException(name + ": built, yet not on the class path", gone);
    }
  }
}
