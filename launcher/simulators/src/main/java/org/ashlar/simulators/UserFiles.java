package org.ashlar.simulators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Files that users name, read and written whole.
final class UserFiles {
  private UserFiles() {}

  static String text(Path file) {
    try {
      return java.nio.file.Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return java.nio.file.Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static void write(Path file, String text) {
    write(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] bytes) {
    try {
      if (file.getParent() != null) {
        java.nio.file.Files.createDirectories(file.getParent());
      }
      java.nio.file.Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
