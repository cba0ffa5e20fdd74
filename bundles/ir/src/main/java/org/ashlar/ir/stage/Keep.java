package org.ashlar.ir.stage;

import java.util.Arrays;
import java.util.List;

/// Which values of a function a gradient finds in memory. All others that it needs are computed
/// again, from those.
public sealed interface Keep {
  /// Every value: nothing is computed twice.
  Keep ALL = new All();

  /// See {@link #ALL}.
  record All() implements Keep {
    @Override
    public String toString() {
      return "all";
    }
  }

  /// What is dear to compute: sums, products, loops. Pointwise operators and rearrangements are
  /// computed again.
  record Dear() implements Keep {
    @Override
    public String toString() {
      return "dear";
    }
  }

  /// What the operator `named` gives one of these names.
  record Names(List<String> labels) implements Keep {
    public Names {
      labels = List.copyOf(labels);
    }

    @Override
    public String toString() {
      return "named:" + String.join(",", labels);
    }
  }

  /// What crosses from one stretch of `every` layers into the next; a layer is an operator that is
  /// dear to compute.
  ///
  /// @param every 0: √n of n layers, which keeps √n stretches and computes one at a time again
  ///   (Chen et al. 2016, arXiv:1604.06174)
  record Layers(long every) implements Keep {
    public Layers {
      if (every < 0) {
        throw new IllegalArgumentException("keep: layers must be 1 or more: " + every);
      }
    }

    @Override
    public String toString() {
      return every == 0 ? "root" : "layers:" + every;
    }
  }

  /// As much as fits: the policy that recomputes least of those whose workspace is no larger.
  record Bytes(long most) implements Keep {
    @Override
    public String toString() {
      return "bytes:" + most;
    }
  }

  /// Reads `all`, `dear`, `named:a,b`, `root`, `layers:k` or `bytes:n`.
  ///
  /// @throws IllegalArgumentException for anything else
  static Keep of(String text) {
    int colon = text.indexOf(':');
    var rest = colon < 0 ? "" : text.substring(colon + 1);
    return switch (colon < 0 ? text : text.substring(0, colon) + (isNumber(rest) ? ":n" : ":")) {
      case "all" -> ALL;
      case "dear" -> new Dear();
      case "root" -> new Layers(0);
      case "layers:n" -> new Layers(Long.parseLong(rest));
      case "bytes:n" -> new Bytes(Long.parseLong(rest));
      case "named:", "named:n" -> new Names(Arrays.asList(rest.split(",")));
      default ->
          throw new IllegalArgumentException(
              "keep: must be all, dear, root, layers:K, named:A,B or bytes:N: " + text);
    };
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9][0-9]{0,17}");
  }
}
