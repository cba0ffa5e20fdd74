package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The contract of the script `ashlar`, on a small checkout whose `build` copies the distribution
/// under test.
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {
  /// Stands for Maven: two modules of progress, a moment, then the distribution.
  private static final String BUILD =
      """
      #!/bin/sh
      echo "built by $$" >>"$BUILDS"
      echo "[INFO] Building bundles/ir 0.1.0-SNAPSHOT                  [1/2]"
      sleep 1
      echo "[INFO] Building launcher/distribution 0.1.0-SNAPSHOT       [2/2]"
      for argument; do
        case $argument in -Dashlar.distribution=*) mkdir -p "${argument#*=}" && cp -R "$DISTRIBUTION/." "${argument#*=}" ;; esac
      done
      """;

  @TempDir Path folder;
  private Path checkout = Path.of("");

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void smallCheckout() throws IOException {
    checkout = folder.resolve("check out");
    Files.createDirectories(checkout.resolve("cnf"));
    for (var file : List.of("ashlar", "cnf/jdk.sh", "cnf/make.sh")) {
      copy(Checkout.root().resolve(file), checkout.resolve(file));
    }
    Files.writeString(checkout.resolve("build"), BUILD);
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    for (var group : List.of("bundles", "hardware-backends", "frontends", "runtime", "launcher")) {
      Files.createDirectories(checkout.resolve(group));
    }
    Files.createDirectories(checkout.resolve("bundles/ir/src/main/java"));
    Files.writeString(checkout.resolve("bundles/ir/src/main/java/A.java"), "class A {}");
  }

  @Test
  void firstStartBuildsAndTheNextOnlyWhenSourcesChange() throws Exception {
    var first = ashlar("services", "--json");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains("ashlar: building"), first.err());
    var joins = JsonMapper.builder().build().readTree(first.out()).get("joins");
    assertTrue(joins.size() > 1, first.out());
    assertEquals(1, builds());

    assertEquals(0, ashlar("--version").code());
    assertEquals(1, builds(), "the stamp fits: nothing to build");

    Files.writeString(checkout.resolve("bundles/ir/src/main/java/A.java"), "class A { int b; }");
    assertEquals(0, ashlar("--version").code());
    assertEquals(2, builds(), "a source changed");
  }

  @Test
  void progressHasNoEscapesAndGoesByTenths() throws Exception {
    var run = ashlar("--version");
    assertFalse(run.err().contains("\u001b") || run.err().contains("\r"), run.err());
    assertTrue(run.err().contains("\n  50 %\n"), run.err());
    assertTrue((run.out() + run.err()).chars().allMatch(each -> each < 128), run.out());
  }

  @Test
  void twoFirstStartsWaitForEachOther() throws Exception {
    var one = start(Map.of(), List.of(script(), "--version"));
    var two = start(Map.of(), List.of(script(), "--version"));
    var runs = List.of(finish(one), finish(two));
    assertEquals(List.of(0, 0), runs.stream().map(Run::code).toList(), runs.toString());
    assertEquals(1, builds());
    assertTrue(
        runs.stream().anyMatch(run -> run.err().contains("is building: waiting for it")),
        runs.toString());
  }

  @Test
  void aLockOfADeadProcessIsTakenOver() throws Exception {
    Files.createDirectories(checkout.resolve("var/build.lock"));
    Files.writeString(checkout.resolve("var/build.lock/pid"), "999999999\n");
    assertEquals(0, ashlar("--version").code());
  }

  @Test
  void aBuildThatFailsSaysWhatIsWrong() throws Exception {
    Files.writeString(checkout.resolve("build"), "echo '[ERROR] A.java: no such thing'\nexit 1\n");
    var run = ashlar("--version");
    assertEquals(3, run.code());
    assertTrue(run.err().contains("A.java: no such thing"), run.err());
    assertTrue(
        run.err().contains("ashlar: the build failed: everything it said is in "), run.err());
    assertFalse(Files.exists(checkout.resolve("var/build.lock")), "the lock is given back");
  }

  @Test
  void worksThroughALinkFromAnotherFolderWithoutHome() throws Exception {
    var link = folder.resolve("link");
    Files.createSymbolicLink(link, checkout.resolve("ashlar"));
    var run =
        finish(
            start(
                Map.of("HOME", ""),
                List.of(
                    "/bin/sh", "-c", "unset HOME; cd / && exec '" + link + "' services shell")));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("org.ashlar.shell"), run.out());
  }

  @Test
  void worksWithStandardInputClosed() throws Exception {
    var run =
        finish(start(Map.of(), List.of("/bin/sh", "-c", "exec '" + script() + "' --version <&-")));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("ashlar "), run.out());
  }

  @Test
  void shellReadsStandardInputToItsEnd() throws Exception {
    var run =
        finish(
            start(
                Map.of(),
                List.of(
                    "/bin/sh",
                    "-c",
                    "printf 'services shell\\n# a remark\\nnothing here\\n--version\\n' | '"
                        + script()
                        + "' shell")));
    assertEquals(2, run.code(), "the first line that failed counts");
    assertTrue(run.err().contains("ashlar: no command nothing"), run.err());
    assertTrue(run.out().contains("Shell") && run.out().contains("ashlar "), run.out());
  }

  @Test
  void aReadOnlyCheckoutIsBuiltInACopy() throws Exception {
    // A plain file where the build's folder would be: nobody, not even root, can write there.
    Files.writeString(checkout.resolve("var"), "in the way");
    var home = folder.resolve("elsewhere");
    var run = finish(start(Map.of("ASHLAR_HOME", home.toString()), List.of(script(), "--version")));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("is read-only: building in " + home), run.err());
    var again =
        finish(start(Map.of("ASHLAR_HOME", home.toString()), List.of(script(), "--version")));
    assertEquals(0, again.code(), again.err());
    assertEquals(1, builds());
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    var search = checkout.resolve("cnf/jdk.sh");
    var nowhere =
        Files.readString(search)
            .replaceAll("/(usr|opt|Library)/", "/nonexistent/")
            .replace("command -v javac", "false");
    Files.writeString(search, nowhere);
    var run =
        finish(
            start(
                Map.of("JAVA_HOME", "/nonexistent", "HOME", "/nonexistent"),
                List.of(script(), "--version")));
    assertEquals(3, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("no JDK of version 25 or later found: install one"), run.err());
  }

  @Test
  void anOlderJdkIsPassedOver() throws Exception {
    var old = folder.resolve("old jdk");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.writeString(old.resolve("bin/javac"), "exit 1");
    Files.setPosixFilePermissions(
        old.resolve("bin/javac"), PosixFilePermissions.fromString("rwxr-xr-x"));
    var run = finish(start(Map.of("JAVA_HOME", old.toString()), List.of(script(), "--version")));
    assertEquals(0, run.code(), run.err());
  }

  @Test
  void runTimeFilesGoAwayWithTheProcess() throws Exception {
    var home = folder.resolve("home");
    assertEquals(0, ashlar("--home", home.toString(), "--version").code());
    assertEquals(List.of(home.resolve("plugins")), Checkout.list(home));
    var wrong = ashlar("--home", "/dev/null/x", "--version");
    assertEquals(3, wrong.code());
    assertTrue(
        wrong.err().contains("ashlar: cannot write run-time files under /dev/null/x"), wrong.err());
  }

  @Test
  void wrongUsageIsCodeTwoAndOneClearLine() throws Exception {
    var run = ashlar("servces");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("ashlar: no command servces\n"), run.err());
  }

  private Run ashlar(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(script()));
    all.addAll(List.of(arguments));
    return finish(start(Map.of(), all));
  }

  private String script() {
    return checkout.resolve("ashlar").toString();
  }

  private Process start(Map<String, String> environment, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    var all = builder.environment();
    all.keySet().removeIf(name -> name.startsWith("ASHLAR") || name.startsWith("MAVEN"));
    all.putAll(
        Map.of(
            "LANG",
            "C",
            "TERM",
            "xterm",
            "DISTRIBUTION",
            Checkout.distribution().toString(),
            "BUILDS",
            folder.resolve("builds").toString(),
            "ASHLAR_HOME",
            folder.resolve("run").toString(),
            "ASHLAR_ARCHIVE",
            "off"));
    all.putAll(environment);
    builder.redirectOutput(Files.createTempFile(folder, "out", "").toFile());
    builder.redirectError(Files.createTempFile(folder, "err", "").toFile());
    var process = builder.start();
    streams.put(process, builder);
    process.getOutputStream().close();
    return process;
  }

  private final Map<Process, ProcessBuilder> streams = new java.util.HashMap<>();

  private Run finish(Process process) throws Exception {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end after a minute");
    var builder = streams.get(process);
    var err = Files.readString(builder.redirectError().file().toPath());
    return new Run(
        process.exitValue(), Files.readString(builder.redirectOutput().file().toPath()), err);
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }
}
