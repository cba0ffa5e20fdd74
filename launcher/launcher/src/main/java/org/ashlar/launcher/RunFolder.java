package org.ashlar.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/// The folder of one process: framework storage, plugins, temporary files. No two processes share
/// one.
///
/// `run-PID-N.lock` beside the folder is locked while the process lives, so a later start knows the
/// folders of the dead and removes them. Nothing is ever removed whose lock somebody holds.
final class RunFolder implements AutoCloseable {
  private static final int TRIES = 100;

  private final Path path;
  private final Path file;
  private final FileChannel channel;

  private RunFolder(Path path, Path file, FileChannel channel) {
    this.path = path;
    this.file = file;
    this.channel = channel;
  }

  /// The folder in which processes of `user` make theirs when nobody names one.
  static Path temporary(String user) {
    var shared =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "ashlar-" + user.replaceAll("[^A-Za-z0-9_.-]", "_"));
    try {
      Files.createDirectories(shared);
      if (Files.isWritable(shared) && !Files.isSymbolicLink(shared)) {
        var probe = Files.createTempFile(shared, "mine", "");
        var mine = Files.getOwner(probe).equals(Files.getOwner(shared));
        Files.delete(probe);
        if (mine) {
          return shared;
        }
      }
      return Files.createTempDirectory("ashlar-");
    } catch (IOException unusable) {
      throw new UncheckedIOException(
          "no temporary folder: " + unusable.getMessage() + ": name another with --home DIR",
          unusable);
    }
  }

  /// Makes a new folder under `home` and removes what dead processes left there.
  static RunFolder open(Path home) {
    try {
      Files.createDirectories(home);
      sweep(home);
      for (var attempt = 0; attempt < TRIES; attempt++) {
        var name = "run-" + ProcessHandle.current().pid() + "-" + attempt;
        var file = home.resolve(name + ".lock");
        if (Files.exists(file)) {
          continue;
        }
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        // Between the two a sweeping process may have taken the file for a dead one's: then take
        // the next name.
        if (tryLock(channel) && Files.exists(file)) {
          var folder = home.resolve(name);
          delete(folder);
          Files.createDirectories(folder.resolve("plugins"));
          return new RunFolder(folder, file, channel);
        }
        channel.close();
      }
      throw new IllegalStateException(
          "no folder for this process under " + home + ": " + TRIES + " names are taken");
    } catch (IOException unusable) {
      throw new UncheckedIOException(
          "cannot write run-time files under "
              + home
              + ": "
              + unusable.getMessage()
              + ": name another folder with --home DIR",
          unusable);
    }
  }

  Path path() {
    return path;
  }

  /// The watched folder of this process alone.
  Path plugins() {
    return path.resolve("plugins");
  }

  @Override
  public synchronized void close() {
    try {
      delete(path);
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException left) {
      System.err.println("ashlar: run-time files stay in " + path + ": " + left.getMessage());
    }
  }

  private static void sweep(Path home) throws IOException {
    try (var locks = Files.newDirectoryStream(home, "run-*.lock")) {
      for (var file : locks) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          if (tryLock(channel)) {
            var name = file.getFileName().toString();
            delete(home.resolve(name.substring(0, name.length() - ".lock".length())));
            Files.deleteIfExists(file);
          }
        } catch (IOException gone) {
          // Another process sweeps too, or it belongs to somebody else: either way it is not ours
          // to remove.
        }
      }
    }
  }

  /// Whether the lock could be had; it is held until the channel is closed.
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | UncheckedIOException gone) {
      if (Files.exists(folder)) {
        throw new IOException("cannot remove " + folder, gone);
      }
    }
  }
}
