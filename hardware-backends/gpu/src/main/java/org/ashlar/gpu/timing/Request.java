package org.ashlar.gpu.timing;

/// What a multiprocessor asks of the memory behind it: some sectors of a line.
final class Request {
  /// What it asks.
  enum Kind {
    READ,
    WRITE,
    ATOMIC
  }

  final Kind kind;
  final int sm;
  final long line;
  final int sectors;
  final long time;

  /// For atomics: how often the most wanted address is changed.
  final int repeats;

  /// What waits for the answer.
  final Miss miss;

  Request(Kind kind, int sm, long line, int sectors, long time, int repeats, Miss miss) {
    this.kind = kind;
    this.sm = sm;
    this.line = line;
    this.sectors = sectors;
    this.time = time;
    this.repeats = repeats;
    this.miss = miss;
  }
}
