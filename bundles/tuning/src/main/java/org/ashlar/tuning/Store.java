package org.ashlar.tuning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/// One map of texts in a file, open only while it is read or written: other processes find it free.
/// What was written stays when a process dies at any moment, since the file only grows by whole
/// pieces with checksums.
///
/// @param file need not exist
record Store(Path file) {
  private static final String MAP = "winners";
  private static final int ATTEMPTS = 50;

  /// All that is there; nothing where there is no file.
  ///
  /// @throws IllegalStateException when the file is damaged or cannot be read
  Map<String, String> read() {
    var all = new TreeMap<String, String>();
    if (Files.exists(file)) {
      open(
          true,
          map -> {
            for (var key : map.keySet()) {
              all.put(key, String.valueOf(map.get(key)));
            }
          });
    }
    return all;
  }

  /// Changes it; on disk when this returns.
  void change(Consumer<Map<String, String>> change) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new IllegalStateException("tuning " + file + ": its folder cannot be made: " + e, e);
    }
    open(false, change);
  }

  private void open(boolean onlyReads, Consumer<Map<String, String>> use) {
    for (int attempt = 0; ; attempt++) {
      var builder = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled();
      try (var store = (onlyReads ? builder.readOnly() : builder).open()) {
        use.accept(store.openMap(MAP));
        if (!onlyReads) {
          store.commit();
          store.sync();
        }
        return;
      } catch (MVStoreException e) {
        boolean isBusy = e.getErrorCode() == org.h2.mvstore.DataUtils.ERROR_FILE_LOCKED;
        if (!isBusy || attempt == ATTEMPTS) {
          throw new IllegalStateException(
              "tuning "
                  + file
                  + (isBusy
                      ? ": another process holds it"
                      : ": damaged or no such database: ./ashlar tune --forget removes it: "
                          + firstLine(e)),
              e);
        }
        pause();
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "tuning "
                + file
                + ": damaged or no such database: ./ashlar tune --forget removes it: "
                + firstLine(e),
            e);
      }
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll(" \\[.*$", "");
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Removes the file.
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("tuning " + file + ": cannot be removed", e);
    }
  }
}
