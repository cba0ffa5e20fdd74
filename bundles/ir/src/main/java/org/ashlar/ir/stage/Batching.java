package org.ashlar.ir.stage;

import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.osgi.annotation.versioning.ConsumerType;

/// Makes functions of one example into functions of many. A service; the batched function is
/// ordinary and can be derived, or batched again.
@ConsumerType
public interface Batching {
  /// The function for `size` examples at once: the inputs named have one more dimension in front,
  /// and so has every output. Element `b` of the result is the function of element `b` of these
  /// inputs and of the other inputs as they are: random operators draw equal numbers for every
  /// example unless their seed is among the inputs named.
  ///
  /// @throws IllegalArgumentException when a name is unknown, or an operator on the way cannot be
  ///   batched (the message names it)
  Function batch(Function function, Set<String> inputs, Expr size);
}
