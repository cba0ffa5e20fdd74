package org.ashlar.ir;

/// The text forms.
public final class Text {
  private Text() {}

  public static String of(Expr e) {
    return e.toString();
  }
}
