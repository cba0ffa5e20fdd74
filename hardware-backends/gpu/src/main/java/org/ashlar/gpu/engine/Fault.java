package org.ashlar.gpu.engine;

/// What a program did that no card lets it do: the launch ends with it.
public final class Fault extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient Where where;

  Fault(Where where, String message) {
    super(where + ": " + message);
    this.where = where;
  }

  public Where where() {
    return where;
  }
}
