package org.ashlar.gpu.timing;

/// Asynchronous copies that are waited for together.
final class CopyGroup {
  int open;
  long ready;
}
