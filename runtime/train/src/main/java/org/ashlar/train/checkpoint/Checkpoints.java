package org.ashlar.train.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoints of one training in a folder, the last few of them.
///
/// Each is written to a temporary file, brought to the disk, renamed, and the folder brought to the
/// disk too; only then are older ones deleted. Whenever the process dies, a whole one is there. One
/// training at a time writes to a folder.
public final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final Pattern NAME = Pattern.compile("step-(\\d{12})\\.safetensors");
  private static final String BEST = "best.safetensors";
  private static final String WRITING = ".writing-";

  private final Path folder;
  private final int keep;
  private final Disk disk;
  private final FileChannel channel;
  private final FileLock lock;

  private Checkpoints(Path folder, int keep, Disk disk, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.keep = keep;
    this.disk = disk;
    this.channel = channel;
    this.lock = lock;
  }

  /// Opens a folder, made where it is not there, for a training.
  ///
  /// @param keep how many of the newest are kept
  /// @throws CheckpointException when it cannot be written, or another training writes there
  public static Checkpoints open(Path folder, int keep) {
    return open(folder, keep, Disk.real());
  }

  static Checkpoints open(Path folder, int keep, Disk disk) {
    if (keep < 1) {
      throw new IllegalArgumentException("checkpoints: keep must be at least 1: " + keep);
    }
    try {
      Files.createDirectories(folder);
      var channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock.isEmpty()) {
        channel.close();
        throw new CheckpointException(
            "checkpoints " + folder + ": another training writes there: choose another folder");
      }
      var checkpoints = new Checkpoints(folder, keep, disk, channel, lock.get());
      for (var file : list(folder)) {
        if (file.getFileName().toString().startsWith(WRITING)) {
          disk.delete(file);
        }
      }
      return checkpoints;
    } catch (IOException e) {
      throw new CheckpointException("checkpoints " + folder + ": cannot be written: " + reason(e));
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /// The newest whole checkpoint of a folder; empty where there is none at all.
  ///
  /// @throws CheckpointException when there are some, and none is whole
  public static Optional<Restored> latest(Path folder) {
    var refused = new ArrayList<String>();
    for (var file : steps(folder).reversed()) {
      try {
        return Optional.of(new Restored(file, read(file), refused));
      } catch (CheckpointException e) {
        LOG.warn("{}", e.getMessage());
        refused.add(e.getMessage());
      }
    }
    if (!refused.isEmpty()) {
      throw new CheckpointException(
          "checkpoints " + folder + ": none is whole: " + String.join("; ", refused));
    }
    return Optional.empty();
  }

  /// One file.
  ///
  /// @throws CheckpointException when it is not whole
  public static Checkpoint read(Path file) {
    try {
      return TensorFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("checkpoint " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new CheckpointException("checkpoint " + file + ": cannot be read: " + reason(e));
    }
  }

  /// Saves one, and deletes those beyond the number to keep.
  ///
  /// @param step names it; later ones count more
  /// @throws CheckpointException when the disk refuses; those before it stay
  public Path save(long step, Checkpoint checkpoint) {
    var file = save(String.format(Locale.ROOT, "step-%012d.safetensors", step), checkpoint);
    var all = steps(folder);
    for (var old : all.subList(0, Math.max(0, all.size() - keep))) {
      try {
        disk.delete(old);
      } catch (IOException e) {
        LOG.warn("checkpoint {}: cannot be deleted: {}", old, reason(e));
      }
    }
    return file;
  }

  /// Saves the best one so far, beside the others.
  public Path saveBest(Checkpoint checkpoint) {
    return save(BEST, checkpoint);
  }

  /// The best one so far.
  public Optional<Checkpoint> best() {
    var file = folder.resolve(BEST);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  public Path folder() {
    return folder;
  }

  private Path save(String name, Checkpoint checkpoint) {
    var writing = folder.resolve(WRITING + name);
    var file = folder.resolve(name);
    try {
      try (var sink = disk.create(writing)) {
        TensorFile.write(checkpoint, sink);
        sink.sync();
      }
      disk.rename(writing, file);
      disk.sync(folder);
      return file;
    } catch (IOException e) {
      try {
        disk.delete(writing);
      } catch (IOException again) {
        LOG.debug("checkpoint {}: the part that was written stays", writing);
      }
      throw new CheckpointException(
          "checkpoint " + file + ": cannot be written: " + reason(e) + "; those before it stay");
    }
  }

  /// Whole or not, oldest first.
  private static List<Path> steps(Path folder) {
    try {
      return list(folder).stream()
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new CheckpointException("checkpoints " + folder + ": cannot be read: " + reason(e));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String reason(IOException e) {
    var message = e.getMessage();
    return e.getClass() == IOException.class && message != null
        ? message
        : e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      LOG.debug("checkpoints {}: {}", folder, e.getMessage());
    }
  }
}
