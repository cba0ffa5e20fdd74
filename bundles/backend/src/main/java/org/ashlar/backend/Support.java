package org.ashlar.backend;

/// A backend's answer: yes, or no with the reason.
public record Support(boolean yes, String reason) {
  public static final Support YES = new Support(true, "");

  public static Support no(String reason) {
    return new Support(false, reason);
  }
}
