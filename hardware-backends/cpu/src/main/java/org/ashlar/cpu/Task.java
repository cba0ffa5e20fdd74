package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// An action of a plan with the memory that it works on.
sealed interface Task {
  /// @param number the kernel's, within the plan
  record Run(int number, String kernel, Ready ready) implements Task {}

  record Copy(MemorySegment to, MemorySegment from) implements Task {}

  record Repeat(long times, Task[] body) implements Task {}

  /// @param when one byte
  record Branch(MemorySegment when, Task[] then, Task[] otherwise) implements Task {}

  /// Everything that is run, each once, however often.
  static void runs(Task[] tasks, List<Run> into) {
    for (var task : tasks) {
      switch (task) {
        case Run run -> into.add(run);
        case Copy _ -> {}
        case Repeat(_, var body) -> runs(body, into);
        case Branch(_, var then, var otherwise) -> {
          runs(then, into);
          runs(otherwise, into);
        }
      }
    }
  }
}
