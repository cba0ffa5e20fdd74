package org.ashlar.compiler;

/// Nobody present can do what a program needs. The message names the need, who was asked and who is
/// known to provide it.
public final class Missing extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public Missing(String message) {
    super(message);
  }
}
