package org.ashlar.ptx;

/// What is wrong with a PTX text: `file:line:column: what: rule: facts`.
public final class PtxError extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient Position position;

  /// A message for a place of a file.
  public PtxError(String file, Position position, String message) {
    super((file.isEmpty() ? "ptx" : file) + ":" + position + ": " + message);
    this.position = position;
  }

  /// Where it is wrong.
  public Position position() {
    return position;
  }
}
