package org.ashlar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path home;

  @Test
  void twoNeverShareAFolder() {
    try (var one = RunFolder.open(home);
        var two = RunFolder.open(home)) {
      assertNotEquals(one.path(), two.path());
      assertTrue(
          Files.isDirectory(one.plugins()), "the second start must not sweep the first away");
      assertTrue(Files.isDirectory(two.plugins()));
    }
  }

  @Test
  void closingLeavesNothing() throws Exception {
    try (var folder = RunFolder.open(home)) {
      Files.writeString(folder.plugins().resolve("some.jar"), "bytes");
    }
    try (var left = Files.list(home)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void foldersOfDeadProcessesAreSwept() throws Exception {
    var dead = home.resolve("run-1-0");
    Files.createDirectories(dead.resolve("framework"));
    Files.writeString(dead.resolve("framework/file"), "left by a crash");
    Files.createFile(home.resolve("run-1-0.lock"));
    var stranger = Files.createDirectories(home.resolve("mine"));
    try (var folder = RunFolder.open(home)) {
      assertFalse(Files.exists(dead), "dead: " + dead);
      assertFalse(Files.exists(home.resolve("run-1-0.lock")));
      assertTrue(Files.exists(stranger), "only run folders are swept");
      assertTrue(Files.exists(folder.path()));
    }
  }

  @Test
  void anUnwritableHomeSaysWhatToDo() throws Exception {
    var file = Files.createFile(home.resolve("file"));
    var error =
        assertThrows(UncheckedIOException.class, () -> RunFolder.open(file.resolve("under")));
    assertTrue(
        error.getMessage().startsWith("cannot write run-time files under " + file),
        error.getMessage());
    assertTrue(
        error.getMessage().endsWith("name another folder with --home DIR"), error.getMessage());
  }
}
