package org.ashlar.ir.stage;

import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.Function;
import org.osgi.annotation.versioning.ConsumerType;

/// Brings a function to fewer bits where its user asked for it. A service: the best one present is
/// asked, after the rules; they apply again to what it gives.
@ConsumerType
public interface Narrowing {
  /// A function of the same inputs and outputs that computes nearly the same. What was brought to
  /// fewer bits before stays as it is: to narrow twice is to narrow once.
  ///
  /// @param standing inputs that runs do not change: weights
  /// @param to not F32
  /// @param notes takes one line for each kind of thing that was done or left
  Function narrow(Function function, Set<String> standing, Precision to, Consumer<String> notes);
}
