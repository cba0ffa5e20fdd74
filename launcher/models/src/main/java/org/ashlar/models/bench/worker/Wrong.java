package org.ashlar.models.bench.worker;

/// What makes a row an error.
final class Wrong extends RuntimeException {
  private static final long serialVersionUID = 1;

  Wrong(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// What went wrong, in one line.
  static String told(Throwable e) {
    var message = e.getMessage();
    var text = message == null || e instanceof Error ? e.toString() : message;
    return text.lines().findFirst().orElse("");
  }
}
