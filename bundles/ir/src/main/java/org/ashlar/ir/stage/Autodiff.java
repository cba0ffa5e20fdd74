package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.Function;
import org.osgi.annotation.versioning.ConsumerType;

/// Derives functions. A service; the derived function is ordinary and can be derived again.
@ConsumerType
public interface Autodiff {
  /// The same function with more outputs: `d_<input>` for each input named in `by`, the gradient of
  /// the sum of the output named `of` (the output itself where it is a scalar).
  ///
  /// @throws IllegalArgumentException when a name is unknown, a dtype is not a float, or an
  ///   operator on the way has no derivative (the message names it)
  Function gradient(Function function, String of, List<String> by);
}
