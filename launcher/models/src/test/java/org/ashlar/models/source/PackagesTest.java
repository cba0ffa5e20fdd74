package org.ashlar.models.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagesTest {
  @TempDir Path folder;

  private final List<List<String>> asked = new ArrayList<>();

  /// A package manager that knows one package.
  private int bring(List<String> command, Path work, Path log) {
    asked.add(command);
    try {
      if (command.getFirst().equals("mvn")) {
        jar(work.resolve("a-1.jar"), "models/x.onnx", "jar bytes");
      } else if (command.contains("a@1.0.0")) {
        tgz(work.resolve("a-1.0.0.tgz"), "package/models/x.onnx", "tar bytes");
      } else {
        Files.writeString(log, "npm error 404 Not Found\nmore");
        return 1;
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String source) {
    return new Packages(folder.resolve("cache"), this::bring).file(ModelSource.of(source));
  }

  @Test
  void aPathStaysAPath() {
    assertEquals(Path.of("a/net.onnx"), file("a/net.onnx"));
    assertEquals(List.of(), asked);
  }

  @Test
  void anEntryIsBroughtOnceAndStays() throws IOException {
    var jar = file("maven:org.acme:a:1!models/x.onnx");
    assertEquals("jar bytes", Files.readString(jar));
    assertEquals(jar, file("maven:org.acme:a:1!models/x.onnx"));
    assertEquals(1, asked.size());
    assertTrue(asked.getFirst().contains("-Dartifact=org.acme:a:1"), asked.toString());
    assertEquals("tar bytes", Files.readString(file("npm:a@1.0.0!package/models/x.onnx")));
    assertTrue(asked.getLast().contains("--ignore-scripts"), asked.toString());
  }

  @Test
  void anotherFileThanTheDigestSaysIsRefused() {
    var source = "maven:org.acme:a:1!models/x.onnx";
    var right = Packages.sha256(file(source));
    assertEquals(file(source), file(source + "#" + right));
    var wrong = "0".repeat(64);
    var no = assertThrows(IllegalArgumentException.class, () -> file(source + "#" + wrong));
    assertTrue(
        no.getMessage()
            .startsWith("model " + source + ": its SHA-256 is " + right + ", not " + wrong),
        no.getMessage());
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertEquals(
        "model npm:b@2!x.onnx: npm could not bring the package: npm error 404 Not Found",
        assertThrows(IllegalArgumentException.class, () -> file("npm:b@2!x.onnx")).getMessage());
    assertEquals(
        "a-1.jar: has no y.onnx: of this kind there are [models/x.onnx]",
        assertThrows(IllegalArgumentException.class, () -> file("maven:org.acme:a:1!y.onnx"))
            .getMessage());
    var climbing = file("maven:org.acme:a:1!models/x.onnx").getParent();
    assertTrue(climbing.startsWith(folder.resolve("cache")), climbing.toString());
  }

  @Test
  void formsOfSources() {
    assertEquals(
        new ModelSource.Entry(
            ModelSource.Kind.NPM, "@a/b@1.0.0", "package/x.onnx", Optional.empty()),
        ModelSource.of("npm:@a/b@1.0.0!package/x.onnx"));
    for (var wrong :
        List.of("maven:a!x", "npm:a@1", "npm:a@1 --x!y", "maven:g:a:1!x#12", "npm:-g@1;ls!x")) {
      var no = assertThrows(IllegalArgumentException.class, () -> ModelSource.of(wrong));
      assertTrue(
          no.getMessage().startsWith("model " + wrong + ": is not a file, maven:"),
          no.getMessage());
    }
  }

  private static void jar(Path file, String entry, String text) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void tgz(Path file, String entry, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      tar(out, "package/package.json", "{}");
      tar(out, entry, text);
      out.write(new byte[1024]);
    }
  }

  private static void tar(OutputStream out, String name, String text) throws IOException {
    var header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", text.length()));
    header[156] = '0';
    out.write(header);
    var block = new byte[512];
    put(block, 0, text);
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
