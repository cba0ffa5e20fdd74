package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Writes;

/// Which actions of a draft read and write each buffer.
final class Uses {
  private final Draft draft;
  private final List<Set<Buffer>> reads = new ArrayList<>();
  private final List<Set<Buffer>> writes = new ArrayList<>();
  private final Map<Buffer, SortedSet<Integer>> readers = new HashMap<>();
  private final Map<Buffer, SortedSet<Integer>> writers = new HashMap<>();

  Uses(Draft draft) {
    this.draft = draft;
    for (int at = 0; at < draft.actions().size(); at++) {
      reads.add(Set.of());
      writes.add(Set.of());
      look(at);
    }
  }

  /// Looks at an action again.
  void look(int at) {
    var action = draft.actions().get(at);
    Set<Buffer> read = Draft.named(action);
    Set<Buffer> written = read;
    if (action instanceof Action.Launch(var kernel, var arguments)
        && kernel.parameters().equals(arguments)) {
      read = Reads.of(kernel);
      written = Writes.of(kernel);
    }
    move(at, reads.set(at, read), read, readers);
    move(at, writes.set(at, written), written, writers);
  }

  /// Puts a buffer in the place of another.
  void rename(int at, Buffer from, Buffer to) {
    rename(at, reads, readers, from, to);
    rename(at, writes, writers, from, to);
  }

  private static void rename(
      int at, List<Set<Buffer>> all, Map<Buffer, SortedSet<Integer>> into, Buffer from, Buffer to) {
    if (all.get(at).contains(from)) {
      var now = new HashSet<>(all.get(at));
      now.remove(from);
      now.add(to);
      move(at, all.set(at, now), now, into);
    }
  }

  private static void move(
      int at, Set<Buffer> old, Set<Buffer> now, Map<Buffer, SortedSet<Integer>> into) {
    old.forEach(b -> into.getOrDefault(b, new TreeSet<>()).remove(at));
    now.forEach(b -> into.computeIfAbsent(b, x -> new TreeSet<>()).add(at));
  }

  SortedSet<Integer> readers(Buffer b) {
    return readers.getOrDefault(b, new TreeSet<>());
  }

  SortedSet<Integer> writers(Buffer b) {
    return writers.getOrDefault(b, new TreeSet<>());
  }
}
