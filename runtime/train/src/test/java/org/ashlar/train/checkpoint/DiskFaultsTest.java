package org.ashlar.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints on a disk that is full or read-only, and of a process that dies while it writes one.
class DiskFaultsTest {
  @TempDir Path home;

  /// The process dies before each thing that it asks of the disk, and after every few bytes that it
  /// writes: the checkpoint before is there, or the new one, whole.
  @Test
  void wheneverTheProcessDiesAWholeCheckpointIsThere() throws IOException {
    var counting = FaultyDisk.full(Long.MAX_VALUE);
    var bytes = saved(home.resolve("count"), counting);
    for (int acts = 0; acts < counting.acts(); acts++) {
      dies(home.resolve("act" + acts), FaultyDisk.dying(acts, Long.MAX_VALUE));
    }
    for (long b = 0; b < bytes; b += 11) {
      dies(home.resolve("byte" + b), FaultyDisk.dying(1_000_000, b));
    }
  }

  private static long saved(Path folder, Disk disk) throws IOException {
    try (var checkpoints = Checkpoints.open(folder, 1, disk)) {
      return Files.size(checkpoints.save(2, CheckpointsTest.sample(2)));
    }
  }

  private static void dies(Path folder, FaultyDisk disk) throws IOException {
    try (var first = Checkpoints.open(folder, 1)) {
      first.save(1, CheckpointsTest.sample(1));
    }
    assertThrows(FaultyDisk.Killed.class, () -> saved(folder, disk));
    var left = Checkpoints.latest(folder).orElseThrow();
    assertEquals(List.of(), left.refused(), folder.toString());
    int step = Integer.parseInt(left.checkpoint().fact("runs"));
    assertEquals(CheckpointsTest.sample(step), left.checkpoint());
    try (var again = Checkpoints.open(folder, 1)) {
      again.save(3, CheckpointsTest.sample(3));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(".lock", "step-000000000003.safetensors"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aFullDiskIsNamedAndTheCheckpointsBeforeStay() {
    try (var first = Checkpoints.open(home, 2)) {
      first.save(1, CheckpointsTest.sample(1));
    }
    for (long room : new long[] {0, 1, 8, 200, 400}) {
      try (var checkpoints = Checkpoints.open(home, 2, FaultyDisk.full(room))) {
        var error =
            assertThrows(
                CheckpointException.class, () -> checkpoints.save(2, CheckpointsTest.sample(2)));
        assertEquals(
            "checkpoint "
                + home.resolve("step-000000000002.safetensors")
                + ": cannot be written: No space left on device; those before it stay",
            error.getMessage());
      }
      assertEquals(CheckpointsTest.sample(1), Checkpoints.latest(home).orElseThrow().checkpoint());
    }
  }

  /// The kernel's own refusal, by its device that is always full.
  @Test
  void theKernelsFullDeviceIsRefusedAlike() {
    var full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
    try (var checkpoints = Checkpoints.open(home, 2, new Redirected(full))) {
      var error =
          assertThrows(
              CheckpointException.class, () -> checkpoints.save(2, CheckpointsTest.sample(2)));
      assertTrue(
          error.getMessage().contains("cannot be written: No space left"), error.getMessage());
    }
  }

  @Test
  void aReadOnlyFolderIsNamed() throws IOException {
    var folder = readOnly();
    var error = assertThrows(CheckpointException.class, () -> Checkpoints.open(folder, 1));
    assertTrue(
        error.getMessage().startsWith("checkpoints " + folder + ": cannot be written: "),
        error.getMessage());
  }

  /// The disk becomes read-only while training goes on.
  @Test
  void aDiskThatBecomesReadOnlyIsNamed() throws IOException {
    var folder = readOnly();
    try (var checkpoints = Checkpoints.open(home, 2, new Redirected(folder.resolve("file")))) {
      var error =
          assertThrows(
              CheckpointException.class, () -> checkpoints.save(2, CheckpointsTest.sample(2)));
      assertTrue(error.getMessage().contains("; those before it stay"), error.getMessage());
    }
  }

  /// A folder that this user cannot write: one without the right, or, for the administrator, whom
  /// no right holds back, one that the kernel keeps.
  private Path readOnly() throws IOException {
    var folder = Files.createDirectories(home.resolve("locked"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (!Files.isWritable(folder)) {
      return folder;
    }
    var kernel = Path.of("/proc/self/task");
    assumeTrue(Files.isDirectory(kernel), "skipped: every folder can be written here");
    return kernel;
  }

  /// The disk of this machine, with another place to write to.
  private record Redirected(Path target) implements Disk {
    @Override
    public Sink create(Path file) throws IOException {
      return Disk.real().create(target);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      throw new AssertionError("nothing is whole: " + from);
    }

    @Override
    public void sync(Path folder) throws IOException {
      Disk.real().sync(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      Disk.real().delete(file);
    }
  }
}
