package org.ashlar.ir;

/// The identity of an operator across bundles: domain, name, version. Its text is `name`, with
/// `domain.` before and `@version` after where they are not the defaults (empty and 1).
public record OperatorId(String domain, String name, int version) {
  @Override
  public String toString() {
    return (domain.isEmpty() ? "" : domain + ".") + name + (version == 1 ? "" : "@" + version);
  }
}
